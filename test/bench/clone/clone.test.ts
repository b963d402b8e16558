import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readText } from "../../architecture/support/repository.ts";
import { timedCommand } from "../measure/timed-command.ts";
import type { BenchReport } from "../report.ts";
import { runBench } from "../run-bench.ts";
import { firstCommandOf } from "./first-command.ts";
import { findCheckout } from "./found-checkout.ts";

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-clone-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A checkout of one commit with a README and the program that it tells to start. */
function checkoutOf(program: string): string {
  const folder = freshFolder();
  const readme =
    "# X\n\n```sh\nsh work.sh demo\n```\n\nprints\n\n```text\nall of them failed together\n…\n```\n";
  writeFileSync(join(folder, "README.md"), readme);
  writeFileSync(join(folder, "work.sh"), program);
  const git = (...args: readonly string[]): string =>
    execFileSync("git", ["-C", folder, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  git("init", "--quiet");
  git("add", ".");
  git("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "First");
  return folder;
}

const measured = async (root: string): Promise<BenchReport> =>
  await runBench({
    size: "tiny",
    only: ["clone"],
    repetitions: 2,
    folder: freshFolder(),
    findBroker: () => Promise.resolve({ kind: "none", reasons: "this is a test" }),
    findInflux: () => Promise.resolve({ kind: "none", reasons: "this is a test" }),
    findPeers: () => Promise.resolve({ kind: "none", reasons: "this is a test" }),
    findCheckout: () => findCheckout(root),
  });

const counting = (turns: number): string => `i=0; while [ $i -lt ${turns} ]; do i=$((i+1)); done`;

test("the commit is cloned, not what changed since; each run begins with a clone of its own, and the install is asked for first", async () => {
  const told = join(freshFolder(), "told.txt");
  const root = checkoutOf(
    `test ! -e mark && touch mark\necho "$? $1" >> ${told}\n${counting(100_000)}\necho all of them\necho failed together`,
  );
  writeFileSync(join(root, "work.sh"), "echo changed since; exit 3");
  const { benchmarks, skipped } = await measured(root);
  expect(skipped).toEqual([]);
  expect(readFileSync(told, "utf8").trim().split("\n")).toEqual([
    "0 install",
    "0 install",
    "0 demo",
    "0 install",
    "0 demo",
  ]);
  const [{ input, figures } = { input: "", figures: [] }] = benchmarks;
  expect(input).toContain("`sh work.sh install` and `sh work.sh demo`");
  expect(figures.map(({ name }) => name)).toEqual([
    "installation",
    "installation: processor time",
    "clone to verdict",
    "clone to verdict: processor time",
  ]);
  for (const { name, spread } of figures) {
    expect(spread.values, name).toHaveLength(2);
    for (const value of spread.values) expect(value, name).toBeGreaterThan(0);
  }
  expect(existsSync(join(root, "mark"))).toBe(false);
});

test("a command that prints another verdict than the README says is no measurement", async () => {
  const root = checkoutOf("echo nothing failed");
  await expect(measured(root)).rejects.toThrow(/does not print what the README says.*nothing failed/s);
});

test("a command that fails is told with what it printed", async () => {
  await expect(measured(checkoutOf("echo no room left; exit 4"))).rejects.toThrow(
    /ended with 4:\nno room left/,
  );
});

test("without a checkout the benchmark is skipped with a sentence", async () => {
  const { benchmarks, skipped } = await measured(freshFolder());
  expect(benchmarks).toEqual([]);
  expect(skipped).toEqual([
    { name: "clone", why: "nothing can be cloned: this is no checkout of git, or there is no git" },
  ]);
});

test("processor time counts what children of children take, and no waiting", async () => {
  const folder = freshFolder();
  writeFileSync(join(folder, "work.sh"), counting(300_000));
  const working = await timedCommand("sh -c 'sh work.sh; true'; true", folder);
  const waiting = await timedCommand("sleep 0.3", folder);
  expect(working.processorMs).toBeGreaterThan(50);
  expect(waiting.processorMs).toBeLessThan(50);
  expect(waiting.wallMs).toBeGreaterThan(290);
});

test("our README's first command is the demo, and installing is asked of the same program", () => {
  const { command, install, verdict } = firstCommandOf(readText("README.md"));
  expect(command).toMatch(/^npx -y pnpm@\S+ demo$/);
  expect(install).toBe(command.replace("demo", "install"));
  expect(verdict).toContain("got hardly any traffic");
});
