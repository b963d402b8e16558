import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { parseArgs } from "node:util";
import { haveRecordings } from "../replayed.ts";
import { cloudMonitoring } from "./cloud.ts";
import { isReached, type SetResult } from "./goal.ts";
import { petShop } from "./petshop.ts";
import { inWords, withResults } from "./print.ts";
import { uptime } from "./uptime.ts";

const help = `Holds detection against real recordings with labels: value, target, and whether it is reached.

Usage: pnpm bench:real [--json FILE] [--markdown FILE]

  --json FILE      the results for programs
  --markdown FILE  writes the results between the two marks in FILE, such as docs/real-data.md
  --help           this text

The recordings are read from ../shared/recordings beside the project; without them it does nothing.

Exit codes: 0 done, whether targets were reached or not; 2 wrong usage.
`;

function options() {
  const { values } = parseArgs({
    options: {
      json: { type: "string" },
      markdown: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  return values;
}

async function main(): Promise<number> {
  let chosen: ReturnType<typeof options>;
  try {
    chosen = options();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
    return 2;
  }
  if (chosen.help === true) {
    process.stdout.write(help);
    return 0;
  }
  if (!haveRecordings) {
    process.stdout.write("Skipped: ../shared/recordings is not there.\n");
    return 0;
  }
  const results: readonly SetResult[] = [petShop(), cloudMonitoring(), await uptime()];
  process.stdout.write(`${inWords(results)}\n`);
  if (chosen.json !== undefined)
    writeFileSync(chosen.json, `${JSON.stringify(forPrograms(results), null, 2)}\n`);
  if (chosen.markdown !== undefined) {
    writeFileSync(chosen.markdown, withResults(readFileSync(chosen.markdown, "utf8"), results));
  }
  return 0;
}

const forPrograms = (results: readonly SetResult[]) =>
  results.map((result) => ({
    ...result,
    goals: result.goals.map((goal) => ({ ...goal, reached: isReached(goal) })),
  }));

process.exitCode = await main();
