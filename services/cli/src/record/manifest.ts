import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { RecordingManifest } from "@tocsin/contracts";
import { manifestEnding } from "../changes/folders.ts";
import { unwritable } from "../disk-fault.ts";
import { inputFault } from "../exit-codes.ts";

const manifestPath = (folder: string): string => join(folder, `recording${manifestEnding}`);

/** Null where the folder has none. */
export async function readManifest(folder: string): Promise<RecordingManifest | null> {
  const path = manifestPath(folder);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
    throw inputFault(`cannot read ${path}: ${error.message}`);
  });
  if (text === null) return null;
  const checked = RecordingManifest.safeParse(jsonOf(text));
  if (checked.success) return checked.data;
  throw inputFault(
    `${path} is no manifest of a recording that this version knows`,
    "Record into another folder.",
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export async function writeManifest(folder: string, manifest: RecordingManifest): Promise<void> {
  const path = manifestPath(folder);
  const partial = `${path}.${process.pid}.partial`;
  try {
    await writeFile(partial, `${JSON.stringify(manifest, null, 2)}\n`, { flush: true });
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    throw unwritable(path, error);
  }
}

/** A file of a manifest that is not what it was when it was written, in words; null where all are as they were. */
export async function damagedFile(folder: string, { files }: RecordingManifest): Promise<string | null> {
  for (const { file, bytes, sha256 } of files) {
    const path = join(folder, file);
    const found = await stat(path).catch(() => null);
    if (found === null) return `${path} is missing`;
    if (found.size !== bytes) return `${path} has ${found.size} bytes, and was written with ${bytes}`;
    if ((await sha256Of(path)) !== sha256) return `${path} is not as it was written: its SHA-256 differs`;
  }
  return null;
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
