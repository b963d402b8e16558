import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { probesIn, runImport, workFolder } from "../run-import.ts";

/**
 * A site's file as Upptime writes it: src/update.ts of upptime/uptime-monitor, which at
 * 010d02cdf6cfdfbee5d7134d62226ebd1a75dea9 still began each line with a dash.
 */
const siteFile = (status: string, code: number, at: string): string => `url: https://example.org
status: ${status}
code: ${code}
responseTime: 120
lastUpdated: ${at}
startTime: 2020-08-10T07:59:19.957Z
generator: Upptime <https://github.com/upptime/upptime>
`;

interface Commit {
  readonly at: string;
  readonly files: Readonly<Record<string, string>>;
}

/** A repository with these commits, one after the other. */
function repository(folder: string, commits: readonly Commit[]): string {
  const git = (date: string, ...command: readonly string[]): void => {
    const who = {
      GIT_AUTHOR_NAME: "Upptime",
      GIT_AUTHOR_EMAIL: "b@e",
      GIT_COMMITTER_NAME: "U",
      GIT_COMMITTER_EMAIL: "b@e",
    };
    const env = { ...process.env, ...who, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
    execFileSync("git", ["-C", folder, ...command], { env, stdio: "pipe" });
  };
  mkdirSync(folder);
  git("", "init", "-q");
  for (const { at, files } of commits) {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    git(at, "add", ".");
    git(at, "commit", "-q", "-m", "🟩 Shop is up (200 in 120 ms) [skip ci] [upptime]");
  }
  return folder;
}

const outage: readonly Commit[] = [
  {
    at: "2022-06-21T06:00:30Z",
    files: {
      "history/shop.yml": siteFile("up", 200, "2022-06-21T06:00:10.000Z"),
      "history/mail-service.yml": siteFile("up", 200, "2022-06-21T06:00:12.000Z"),
      "history/summary.json": JSON.stringify([
        { name: "Mail (EU)", slug: "mail-service", url: "x", status: "up" },
      ]),
      "README.md": "status: down\n",
    },
  },
  {
    at: "2022-06-21T06:06:00Z",
    files: { "history/shop.yml": siteFile("down", 0, "2022-06-21T06:05:40.000Z") },
  },
  {
    at: "2022-06-21T06:11:00Z",
    files: { "history/shop.yml": siteFile("degraded", 200, "2022-06-21T06:10:40.000Z") },
  },
];

describe("tocsin import upptime", () => {
  test("makes probes of what each commit left in the history, at the time of the check", async () => {
    const clone = repository(workFolder().path("status-page"), outage);
    const { code, out, err } = await runImport(["upptime", clone]);
    expect(code).toBe(0);
    expect(
      probesIn(out).map(({ service, source, start, errors }) => [
        service,
        source,
        (start / 60_000) % 60,
        errors,
      ]),
    ).toEqual([
      ["Mail (EU)", "status-page", 0, 0],
      ["shop", "status-page", 0, 0],
      ["Mail (EU)", "status-page", 5, 0],
      ["shop", "status-page", 5, 1],
      ["Mail (EU)", "status-page", 10, 0],
      ["shop", "status-page", 10, 1],
    ]);
    expect(err).toContain("rows      4, of 2 series");
  });

  test("reads a bare clone, whatever settings of git the user has", async () => {
    const folder = workFolder();
    const clone = repository(folder.path("status-page"), outage);
    execFileSync("git", ["clone", "-q", "--bare", clone, folder.path("bare")], { stdio: "pipe" });
    for (const setting of [
      ["diff.noprefix", "true"],
      ["color.ui", "always"],
      ["diff.mnemonicPrefix", "true"],
    ])
      execFileSync("git", ["-C", folder.path("bare"), "config", ...setting]);
    const { out } = await runImport(["upptime", folder.path("bare")]);
    expect(probesIn(out)).toHaveLength(6);
  });

  test("a shallow clone is read as far as it goes, and it is said", async () => {
    const folder = workFolder();
    const clone = repository(folder.path("status-page"), outage);
    execFileSync("git", ["clone", "-q", "--depth", "2", `file://${clone}`, folder.path("shallow")], {
      stdio: "pipe",
    });
    const { code, err } = await runImport(["upptime", folder.path("shallow")]);
    expect(code).toBe(0);
    expect(err).toContain("shallow clone");
    expect(err).toContain("fetch --unshallow");
  });

  test("files of the first months, with dashes, are read; a file of another form is a reject", async () => {
    const dashed = siteFile("up", 200, "2020-09-01T10:00:00.000Z").replaceAll(/^/gm, "- ");
    const clone = repository(workFolder().path("old"), [
      { at: "2020-09-01T10:00:10Z", files: { "history/shop.yml": dashed, "history/odd.yml": "a: b\n" } },
    ]);
    const { code, out, err } = await runImport(["upptime", clone]);
    expect(code).toBe(0);
    expect(probesIn(out).map(({ service }) => service)).toEqual(["shop"]);
    expect(err).toContain("rejected  1: row-value 1");
  });

  test.each([
    ["an address", "https://github.com/upptime/upptime", "git clone https://github.com/upptime/upptime"],
    ["a folder that is no clone", workFolder().path("."), "git clone https://github.com/OWNER/REPOSITORY"],
  ])("%s is refused with what to do", async (_name, input, words) => {
    const { code, err } = await runImport(["upptime", input]);
    expect(code).toBe(3);
    expect(err).toContain(words);
  });
});
