import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A hash of all sources in these folders, and of further files: what is made by it holds while it is the same. */
export function sourceHash(folders: readonly string[], files: readonly string[] = []): string {
  const hash = createHash("sha256");
  for (const folder of folders)
    for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort())
      if (/\.[jt]s$/.test(name)) hash.update(readFileSync(join(folder, name)));
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest("hex");
}
