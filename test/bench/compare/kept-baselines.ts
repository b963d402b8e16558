import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Baseline, readBaseline, replacing } from "./baseline.ts";

/** Baselines by kind of machine and size of the run, a file each. */
export interface KeptBaselines {
  /** Where that of such a run is, or would be. */
  pathOf(of: Pick<Baseline, "kind" | "size">): string;
  /** Null where none is kept. Throws an Error with a sentence for a file that is none. */
  find(of: Pick<Baseline, "kind" | "size">): Baseline | null;
  /** Keeps the figures of the benchmarks that ran, and what was kept of the others. Returns the path. */
  keep(anew: Baseline): string;
}

export function keptBaselines(folder: string): KeptBaselines {
  const pathOf = ({ kind, size }: Pick<Baseline, "kind" | "size">): string =>
    join(folder, `${kind}-${size}.json`);
  const find: KeptBaselines["find"] = (of) => {
    const path = pathOf(of);
    return existsSync(path) ? readBaseline(readFileSync(path, "utf8"), path) : null;
  };
  return {
    pathOf,
    find,
    keep: (anew) => {
      const path = pathOf(anew);
      mkdirSync(folder, { recursive: true });
      writeFileSync(path, `${JSON.stringify(replacing(find(anew), anew), null, 2)}\n`);
      return path;
    },
  };
}
