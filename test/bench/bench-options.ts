import { parseArgs } from "node:util";
import { type BenchmarkName, benchmarkNames } from "./report.ts";

export interface BenchOptions {
  readonly size: "full" | "quick";
  /** In the order in which they run. */
  readonly only: readonly BenchmarkName[];
  readonly repetitions: number | null;
  readonly jsonPath: string | null;
  readonly markdownPath: string | null;
}

export const help = `Measures how fast Tocsin is and how much memory it takes, beside bare loops over the same input.

Usage: pnpm bench [--quick] [--only NAME]… [--repeat N] [--json FILE] [--markdown FILE]

  --quick          small inputs: some minutes instead of many
  --only NAME      this benchmark alone; can be given more than once
  --repeat N       repetitions of each measurement, 1 to 1000
  --json FILE      the results with every single measurement, for programs
  --markdown FILE  writes the results between the two marks in FILE, such as docs/benchmarks.md
  --help           this text

Benchmarks: ${benchmarkNames.join(", ")}

Those on a broker start an Apache Kafka of their own and end it, or use the one that TOCSIN_TEST_KAFKA names
(host:port); where there is none, they are skipped.

Example: pnpm bench --quick --only engine --repeat 11

Exit codes: 0 done, whether goals were reached or not; 1 a benchmark broke; 2 wrong usage.
`;

/** Reads the command line. Throws an Error with a sentence for the user. */
export function readOptions(argv: readonly string[]): BenchOptions | "help" {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      quick: { type: "boolean" },
      only: { type: "string", multiple: true },
      repeat: { type: "string" },
      json: { type: "string" },
      markdown: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) return "help";
  return {
    size: values.quick === true ? "quick" : "full",
    only: chosen(values.only ?? []),
    repetitions: values.repeat === undefined ? null : repetitionsIn(values.repeat),
    jsonPath: values.json ?? null,
    markdownPath: values.markdown ?? null,
  };
}

function chosen(wanted: readonly string[]): readonly BenchmarkName[] {
  const unknown = wanted.find((name) => !benchmarkNames.some((known) => known === name));
  if (unknown !== undefined) {
    throw new Error(`there is no benchmark ${unknown}; there is ${benchmarkNames.join(", ")}`);
  }
  return benchmarkNames.filter((name) => wanted.length === 0 || wanted.includes(name));
}

function repetitionsIn(text: string): number {
  const repetitions = Number(text);
  if (/^\d+$/.test(text) && repetitions >= 1 && repetitions <= 1000) return repetitions;
  throw new Error(`--repeat takes a whole number from 1 to 1000, not ${text}`);
}
