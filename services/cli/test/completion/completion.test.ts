import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { run } from "../support/run.ts";

const has = (shell: string): boolean => spawnSync(shell, ["--version"]).error === undefined;

/** What the shell says to this script, one answer a line. */
function answersOf(shell: string, script: string): readonly string[] {
  const { stdout, stderr, status } = spawnSync(shell, ["-c", script], { encoding: "utf8" });
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  return stdout.split("\n").filter((line) => line !== "");
}

let file = "";
async function scriptFor(shell: string): Promise<void> {
  const { code, out, err } = await run(["completion", shell]);
  expect([code, err]).toEqual([0, ""]);
  file = join(mkdtempSync(join(tmpdir(), "tocsin-completion-")), `tocsin.${shell}`);
  writeFileSync(file, out);
}

describe.runIf(has("bash"))("in bash", () => {
  beforeAll(() => scriptFor("bash"));

  /** What bash offers behind these words, the last of which is being written. */
  const offered = (...words: readonly string[]): readonly string[] =>
    answersOf(
      "bash",
      `source '${file}'; COMP_WORDS=(tocsin ${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length}; _tocsin; printf '%s\\n' "\${COMPREPLY[@]}"`,
    );

  test("the first word is a command", () => {
    expect(offered("")).toEqual(expect.arrayContaining(["demo", "replay", "import", "completion", "help"]));
    expect(offered("rep")).toEqual(["replay"]);
    expect(offered("help", "rec")).toEqual(["record"]);
  });

  test("behind a command stand its options, and the words that it takes", () => {
    expect(offered("replay", "--top")).toEqual(["--topology"]);
    expect(offered("check", "--lab")).toEqual(["--labels"]);
    expect(offered("inspect", "dead")).toEqual(["dead-letters"]);
    expect(offered("completion", "")).toEqual(["bash", "zsh", "fish"]);
  });

  test("behind import stands a kind, and behind that its options", () => {
    expect(offered("import", "stat")).toEqual(["status-csv"]);
    expect(offered("import", "status-csv", "--cad")).toEqual(["--cadence"]);
  });

  test("an option that takes a file leaves the word to bash, and one with words offers them", () => {
    expect(offered("replay", "--topology", "")).toEqual([]);
    expect(offered("simulate", "--out", "")).toEqual([]);
    expect(offered("replay", "--speed", "")).toEqual(["max"]);
  });
});

describe.runIf(has("zsh"))("in zsh", () => {
  beforeAll(() => scriptFor("zsh"));

  test("the script is read without a complaint and completes tocsin", () => {
    const known = answersOf(
      "zsh",
      `autoload -U compinit; compinit -u -D; source '${file}'; print $_comps[tocsin]`,
    );
    expect(known).toEqual(["_tocsin"]);
  });
});

describe.runIf(has("fish"))("in fish", () => {
  beforeAll(() => scriptFor("fish"));

  const offered = (line: string): readonly string[] =>
    answersOf("fish", `source '${file}'; complete --do-complete '${line}'`).map(
      (answer) => answer.split("\t")[0] ?? "",
    );

  test("it offers commands, options and words", () => {
    expect(offered("tocsin rep")).toEqual(["replay"]);
    expect(offered("tocsin replay --topo")).toEqual(["--topology"]);
    expect(offered("tocsin inspect dead")).toEqual(["dead-letters"]);
    expect(offered("tocsin import stat")).toEqual(["status-csv"]);
    expect(offered("tocsin import status-csv --cad")).toEqual(["--cadence"]);
  });
});

test("a shell that it does not know is refused", async () => {
  const { code, err } = await run(["completion", "fisch"]);
  expect(code).toBe(2);
  expect(err).toContain("Did you mean fish?");
});
