import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { detectorVersion } from "@tocsin/core";
import type { PairOutcome } from "./judged-pair.ts";

/** Raised when the same replay is scored or drawn in another way. */
const outcomeFormat = 2;

/** What decides an outcome: the bytes of all that is read, and the version of what judges. */
export function pairKey(parts: readonly (string | null)[]): string {
  const hash = createHash("sha256");
  hash.update(JSON.stringify([outcomeFormat, detectorVersion, ...parts]));
  return hash.digest("hex");
}

export async function fileHash(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

/** Outcomes of earlier backtests. What is damaged or missing is judged again. */
export interface KeptPairs {
  readonly get: (key: string) => Promise<PairOutcome | null>;
  /** Never rejects: what cannot be kept, as on a full disk, is judged again the next time. */
  readonly put: (key: string, outcome: PairOutcome) => Promise<void>;
}

export const keptPairs = (folder: string): KeptPairs => ({
  get: async (key) => {
    try {
      const kept = JSON.parse(await readFile(join(folder, `${key}.json`), "utf8")) as {
        readonly key?: string;
        readonly outcome?: PairOutcome;
      };
      return kept.key === key && kept.outcome !== undefined ? kept.outcome : null;
    } catch {
      return null;
    }
  },
  put: async (key, outcome) => {
    const path = join(folder, `${key}.json`);
    try {
      await mkdir(folder, { recursive: true });
      await writeFile(`${path}.unfinished`, JSON.stringify({ key, outcome }));
      await rename(`${path}.unfinished`, path);
    } catch {
      await rm(`${path}.unfinished`, { force: true }).catch(() => undefined);
    }
  },
});
