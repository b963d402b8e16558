/**
 * `pnpm keep-state`: keeps what this version remembers of the kept world, for every worker whose format has no kept state
 * yet. `--again WORKER` writes that one anew, which is right only as long as its format was in no release.
 */
import { existsSync, writeFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { emptyInstallation, ranOver } from "./installation.ts";
import { fileOf, keptBytes, takenFrom, type Worker, workers } from "./kept-state.ts";
import { judged, untilCut } from "./kept-world.ts";

const { values } = parseArgs({ options: { again: { type: "string", multiple: true, default: [] } } });
const unknown = values.again.filter((name) => !(name in workers));
if (unknown.length > 0) throw new Error(`there is no memory of ${unknown.join(", ")}`);

const names = Object.keys(workers) as readonly Worker[];
const missing = names.filter(
  (worker) => values.again.includes(worker) || !existsSync(fileOf(worker, workers[worker].format)),
);
if (missing.length > 0) {
  const cluster = emptyInstallation();
  await ranOver(cluster, untilCut(), judged.untilCut);
  for (const worker of missing) {
    const file = fileOf(worker, workers[worker].format);
    const bytes = keptBytes(takenFrom(cluster, worker));
    writeFileSync(file, bytes);
    process.stdout.write(`${fileURLToPath(file)}: ${bytes.length} bytes\n`);
  }
}
process.stdout.write(missing.length === 0 ? "every format has its kept state\n" : "");
