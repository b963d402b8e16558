import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { z } from "zod";
import { scenarioFiles } from "./load-scenario.ts";
import { sourceHash } from "./source-hash.ts";

/** What made a recording: it is only kept for use again while all of this is the same. */
const Origin = z.strictObject({ madeBy: z.string(), seed: z.int(), sizeBytes: z.int() });

/** This package and the worlds that it draws from; what is bundled has both in the folder of the bundle. */
const own = join(import.meta.dirname, basename(import.meta.dirname) === "scenario" ? ".." : ".");
const sources = [own, join(own, "../../worlds", basename(own))].filter((folder) => existsSync(folder));

/** A hash of the generator's source and of the scenario file with those on which it is based. */
export const fingerprint = (scenarioPath: string): string => sourceHash(sources, scenarioFiles(scenarioPath));

/** True when the file at `path` is the complete recording that would be made again. */
export function isKept(path: string, madeBy: string, seed: number): boolean {
  try {
    const origin = Origin.parse(JSON.parse(readFileSync(originPath(path), "utf8")));
    return origin.madeBy === madeBy && origin.seed === seed && origin.sizeBytes === statSync(path).size;
  } catch {
    return false;
  }
}

/** Notes beside a recording that was just completed what made it. */
export function keep(path: string, madeBy: string, seed: number): void {
  const origin: z.infer<typeof Origin> = { madeBy, seed, sizeBytes: statSync(path).size };
  writeFileSync(originPath(path), `${JSON.stringify(origin)}\n`);
}

/** Before a recording is written anew: what stands beside it no longer holds. */
export function forget(path: string): void {
  rmSync(originPath(path), { force: true });
}

function originPath(path: string): string {
  return `${path}.origin.json`;
}
