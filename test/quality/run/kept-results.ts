import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { sourceHash } from "@tocsin/scenarios";
import type { WorldTask } from "../measure/measured-world.ts";
import type { WorldResults } from "../results.ts";

/** Results of worlds that were measured before, by the same source: a run that was interrupted goes on from them. */
export interface KeptResults {
  readonly of: (task: WorldTask) => WorldResults | null;
  readonly keep: (task: WorldTask, results: WorldResults) => void;
}

const root = join(import.meta.dirname, "../../..");

interface Line {
  readonly madeBy: string;
  readonly task: WorldTask;
  readonly results: WorldResults;
}

/** Lines of other source, and one that was cut off, are passed over. */
export function keptResults(path: string): KeptResults {
  const madeBy = sourceHash([
    join(root, "packages/core/src"),
    join(root, "packages/worlds/src"),
    join(root, "test/quality/measure"),
  ]);
  const found = new Map<string, WorldResults>();
  for (const line of linesOf(path)) if (line.madeBy === madeBy) found.set(keyOf(line.task), line.results);
  mkdirSync(dirname(path), { recursive: true });
  return {
    of: (task) => found.get(keyOf(task)) ?? null,
    keep: (task, results) => {
      appendFileSync(path, `${JSON.stringify({ madeBy, task, results } satisfies Line)}\n`);
    },
  };
}

/** Tasks are made in one place, so that their fields always stand in the same order. */
const keyOf = (task: WorldTask): string => JSON.stringify(task);

function linesOf(path: string): readonly Line[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .flatMap((text): readonly Line[] => {
      try {
        return [JSON.parse(text) as Line];
      } catch {
        return [];
      }
    });
}
