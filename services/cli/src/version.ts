import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { versionOf } from "@tocsin/adapters/process";
import { detectorVersion } from "@tocsin/core";

const manifest = new URL("../package.json", import.meta.url);

/** Where this package lies in a checkout. */
const checkout = new URL("../../../", import.meta.url);

/** The version in this package's manifest. */
export const version = (): string => versionOf(manifest);

/** `tocsin 0.2.0 (detector 0.3.0, commit 5fd1…)`: all that a report of a fault needs to say. */
export const versionLine = (): string =>
  `tocsin ${version()} (detector ${detectorVersion}, commit ${commit()})`;

/** The commit that was packed, or that is checked out; `unknown` where neither can be told. */
function commit(): string {
  const { gitHead } = JSON.parse(readFileSync(manifest, "utf8")) as { readonly gitHead?: unknown };
  if (typeof gitHead === "string") return gitHead;
  if (!existsSync(new URL(".git", checkout))) return "unknown";
  try {
    const options = { cwd: fileURLToPath(checkout), encoding: "utf8", stdio: "pipe" } as const;
    return execFileSync("git", ["rev-parse", "HEAD"], options).trim();
  } catch {
    return "unknown";
  }
}
