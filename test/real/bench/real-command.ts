import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type CommandIo, measuringCommand } from "../../support/measuring/measuring-command.ts";
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

Exit codes: 0 done, whether targets were reached or not; 1 it broke; 2 wrong usage.
`;

/** Runs `pnpm bench:real` and resolves with its exit code. */
export const realCommand = async (argv: readonly string[], io: CommandIo): Promise<number> =>
  await measuringCommand({ name: "bench:real", help, read, measure }, argv, io);

interface RealOptions {
  readonly jsonPath: string | null;
  readonly markdownPath: string | null;
}

function read(argv: readonly string[]): RealOptions | "help" {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      json: { type: "string" },
      markdown: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) return "help";
  return { jsonPath: values.json ?? null, markdownPath: values.markdown ?? null };
}

async function measure({ jsonPath, markdownPath }: RealOptions, { stdout }: CommandIo): Promise<void> {
  if (!haveRecordings) {
    stdout.write("Skipped: ../shared/recordings is not there.\n");
    return;
  }
  const page = markdownPath === null ? null : readFileSync(markdownPath, "utf8");
  if (page !== null) withResults(page, []);
  const results: readonly SetResult[] = [petShop(), cloudMonitoring(), await uptime()];
  stdout.write(`${inWords(results)}\n`);
  if (jsonPath !== null) writeFileSync(jsonPath, `${JSON.stringify(forPrograms(results), null, 2)}\n`);
  if (markdownPath !== null && page !== null) writeFileSync(markdownPath, withResults(page, results));
}

const forPrograms = (results: readonly SetResult[]) =>
  results.map((result) => ({
    ...result,
    goals: result.goals.map((goal) => ({ ...goal, reached: isReached(goal) })),
  }));
