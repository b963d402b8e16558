import { execFileSync } from "node:child_process";

/** What is cloned: the checkout's commit, not what has changed in it since. Or why there is none. */
export type FoundCheckout =
  | { readonly kind: "found"; readonly root: string; readonly commit: string }
  | { readonly kind: "none"; readonly reasons: string };

/** The git checkout that holds the folder. */
export function findCheckout(folder: string): FoundCheckout {
  if (process.platform === "win32") return { kind: "none", reasons: "the command is timed by a POSIX shell" };
  const git = (...args: readonly string[]): string =>
    execFileSync("git", ["-C", folder, "rev-parse", ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  try {
    return { kind: "found", root: git("--show-toplevel"), commit: git("--verify", "HEAD") };
  } catch {
    return { kind: "none", reasons: "this is no checkout of git, or there is no git" };
  }
}
