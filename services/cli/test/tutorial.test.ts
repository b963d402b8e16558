import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { run } from "./support/run.ts";
import { smallOutageLines } from "./support/small-outage.ts";

const page = readFileSync(
  fileURLToPath(new URL("../../../docs/your-outage-as-a-recording.md", import.meta.url)),
  "utf8",
);
const folder = mkdtempSync(join(tmpdir(), "tocsin-tutorial-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The lines of the page's shell blocks, in their order. */
const commands = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = ""]) =>
  block.trim().split("\n"),
);

/** The files of which the page shows the whole content: the name in front of a block of YAML. */
const files = [...page.matchAll(/`([\w.]+\.yaml)`:\n\n```yaml\n([\s\S]*?)```/g)];

/** The table that the page shows the head of: the small outage, a row for each minute and service. */
function table(): string {
  const rows = smallOutageLines().flatMap((line) => {
    const { payload } = JSON.parse(line) as { payload?: string };
    const value = JSON.parse(payload ?? "{}") as Record<string, string | number>;
    if (value["requests"] === undefined) return [];
    return [
      `${new Date(Number(value["ts"])).toISOString()},${value["service"]},${value["requests"]},${value["errors"]}`,
    ];
  });
  return `minute,app,total,failed\n${rows.join("\n")}\n`;
}

/** A command line's words, as a shell reads them; names of files are in the test's folder. */
function wordsOf(line: string): readonly string[] {
  const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain = ""]) => quoted ?? plain);
  const isFile = (word: string): boolean =>
    /^[\w-]+\.(csv|jsonl\.gz|yaml|html)$/.test(word) || word === "out";
  return words.map((word) => (isFile(word) ? join(folder, word) : word));
}

test("the page shows whole files and commands of tocsin alone", () => {
  expect(files.map(([, name]) => name)).toEqual(["topology.yaml", "labels.yaml"]);
  expect(commands.length).toBeGreaterThanOrEqual(7);
  for (const line of commands) expect(line).toMatch(/^tocsin [a-z]+ /);
  expect(table().split("\n", 1)[0]).toBe(/```csv\n(.*)\n/.exec(page)?.[1]);
});

describe("each command of the page does what it says, one after another", () => {
  writeFileSync(join(folder, "metrics.csv"), table());
  for (const [, name = "", content = ""] of files) writeFileSync(join(folder, name), content);

  test.each(commands)("%s", async (line) => {
    const { code, err } = await run(wordsOf(line).slice(1));
    expect([code, err]).toEqual([0, expect.not.stringContaining("tocsin:")]);
  });

  test("and the files are there", () => {
    for (const name of ["outage.jsonl.gz", "out/report.html", "why.html"])
      expect(existsSync(join(folder, name)), name).toBe(true);
  });
});
