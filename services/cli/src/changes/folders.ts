import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { inputFault } from "../exit-codes.ts";

const recording = /\.jsonl?(\.(gz|zst))?$/;

/**
 * Recordings with each folder replaced by the recordings in it, in order of their names, which is that of a rotation.
 * Rejects a folder without any. What else is named is left to who opens it.
 */
export const recordingsIn = (paths: readonly string[]): readonly string[] =>
  paths.flatMap((path) => (isFolder(path) ? filesOf(path) : [path]));

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function filesOf(folder: string): readonly string[] {
  const names = readdirSync(folder)
    .filter((name) => recording.test(name) && !name.endsWith(manifestEnding))
    .toSorted();
  if (names.length > 0) return names.map((name) => join(folder, name));
  throw inputFault(
    `the folder ${folder} holds no recording`,
    "A recording ends in .jsonl, .jsonl.gz or .jsonl.zst. Folders inside are not looked into.",
  );
}

/** How the name of a rotation's manifest ends. */
export const manifestEnding = ".manifest.json";
