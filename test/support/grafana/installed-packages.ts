import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { runCommand } from "../servers/run/run-command.ts";

const installMs = 900_000;

/**
 * Packages that the workspace does not carry, installed once on a machine from a manifest of their own. Null where they
 * cannot be had.
 */
export async function installedPackages(manifest: string, name: string): Promise<string | null> {
  const { dependencies } = JSON.parse(readFileSync(manifest, "utf8")) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "tocsin-tests");
  const folder = join(cache, `${name}-${Object.values(dependencies).join("-")}`);
  if (existsSync(folder)) return folder;
  const making = `${folder}.${process.pid}`;
  mkdirSync(making, { recursive: true });
  copyFileSync(manifest, join(making, "package.json"));
  // What a package says of its peers is not always of the versions that are pinned here.
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--legacy-peer-deps"];
  const said = await runCommand("npm", ["install", ...options], { cwd: making, timeoutMs: installMs });
  // Whoever was first has it; a half-made folder never has the name.
  if (said === null || existsSync(folder)) rmSync(making, { recursive: true, force: true });
  else renameSync(making, folder);
  return existsSync(folder) ? folder : null;
}
