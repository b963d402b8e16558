import { execFileSync } from "node:child_process";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import process from "node:process";
import type { BenchReport, Load, Machine } from "../report.ts";

export function describeMachine(): Machine {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    memoryBytes: totalmem(),
    system: `${type()} ${release()} ${process.arch}`,
  };
}

export const versions = (): BenchReport["versions"] => ({
  node: process.versions.node,
  v8: process.versions.v8,
});

export function loadAverages(): Load {
  const [one = 0, five = 0, fifteen = 0] = loadavg();
  return [one, five, fifteen];
}

/** The commit of the checkout that holds `folder`; null where there is none, or no git. */
export function commitOf(folder: string): BenchReport["commit"] {
  const git = (...args: readonly string[]): string =>
    execFileSync("git", ["--no-optional-locks", "-C", folder, ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  try {
    const hash = git("rev-parse", "--short=12", "HEAD").trim();
    return { hash, changed: git("status", "--porcelain", "--untracked-files=no") !== "" };
  } catch {
    return null;
  }
}
