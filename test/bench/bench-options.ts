import { parseArgs } from "node:util";
import { askedForBenchmarks, type BenchmarkName, benchmarkNames } from "./report.ts";

export interface BenchOptions {
  readonly size: "full" | "quick";
  /** In the order in which they run. */
  readonly only: readonly BenchmarkName[];
  readonly repetitions: number | null;
  readonly jsonPath: string | null;
  readonly markdownPath: string | null;
  /** What the run is held against: a file, or what is kept for this kind of machine. */
  readonly beside: { readonly path: string } | "kept" | null;
  /** Whether its ratios are kept for this kind of machine. */
  readonly isKept: boolean;
  /** Whether a ratio that is worse by more than a tenth ends the run as a failure. */
  readonly isStrict: boolean;
}

export const help = `Measures how fast Tocsin is and how much memory it takes, beside bare loops over the same input.

Usage: pnpm bench [--quick] [--only NAME]… [--peers] [--repeat N] [--json FILE] [--markdown FILE]
                  [--compare FILE | --compare-kept] [--strict] [--keep]

  --quick          small inputs: some minutes instead of many
  --only NAME      this benchmark alone; can be given more than once
  --peers          the engine beside detectors of others too, which a Python environment in out/bench takes
  --repeat N       repetitions of each measurement, 1 to 1000
  --json FILE      the results with every single measurement, for programs
  --markdown FILE  writes the results between the two marks in FILE, such as docs/benchmarks.md
  --compare FILE   tells which ratios and sizes are worse by more than a tenth than in FILE, which --json wrote
  --compare-kept   the same beside what --keep kept of such a run on this kind of machine
  --strict         with one of these two: a ratio that is worse by more than a tenth is a failure
  --keep           keeps the ratios and sizes of this run in test/bench/baselines, after the comparison
  --help           this text

Benchmarks: ${benchmarkNames.join(", ")}
Of these only when asked for: ${askedForBenchmarks.join(", ")}

Those on a broker start an Apache Kafka of their own and end it, or use the one that TOCSIN_TEST_KAFKA names
(host:port); where there is none, they are skipped.

Examples: pnpm bench --quick --only engine --repeat 11
          pnpm bench --quick --json before.json, then a change, then pnpm bench --quick --compare before.json

Exit codes: 0 done, whether goals were reached or not; 1 a benchmark broke, a file to compare with is none, or with
--strict something is worse by more than a tenth; 2 wrong usage.
`;

/** Reads the command line. Throws an Error with a sentence for the user. */
export function readOptions(argv: readonly string[]): BenchOptions | "help" {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      quick: { type: "boolean" },
      only: { type: "string", multiple: true },
      peers: { type: "boolean" },
      repeat: { type: "string" },
      json: { type: "string" },
      markdown: { type: "string" },
      compare: { type: "string" },
      "compare-kept": { type: "boolean" },
      strict: { type: "boolean" },
      keep: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) return "help";
  const beside = besideOf(values.compare, values["compare-kept"] === true);
  if (values.strict === true && beside === null)
    throw new Error("--strict needs --compare FILE or --compare-kept: nothing is compared without");
  return {
    size: values.quick === true ? "quick" : "full",
    only: chosen(values.only ?? [], values.peers === true),
    repetitions: values.repeat === undefined ? null : repetitionsIn(values.repeat),
    jsonPath: values.json ?? null,
    markdownPath: values.markdown ?? null,
    beside,
    isKept: values.keep === true,
    isStrict: values.strict === true,
  };
}

function besideOf(path: string | undefined, isKept: boolean): BenchOptions["beside"] {
  if (path !== undefined && isKept) throw new Error("--compare FILE and --compare-kept exclude each other");
  return path === undefined ? (isKept ? "kept" : null) : { path };
}

function chosen(wanted: readonly string[], withPeers: boolean): readonly BenchmarkName[] {
  const unknown = wanted.find((name) => !benchmarkNames.some((known) => known === name));
  if (unknown !== undefined) {
    throw new Error(`there is no benchmark ${unknown}; there is ${benchmarkNames.join(", ")}`);
  }
  const isUsual = (name: BenchmarkName): boolean => wanted.length === 0 && !askedForBenchmarks.includes(name);
  return benchmarkNames.filter(
    (name) => isUsual(name) || wanted.includes(name) || (withPeers && name === "peers"),
  );
}

function repetitionsIn(text: string): number {
  const repetitions = Number(text);
  if (/^\d+$/.test(text) && repetitions >= 1 && repetitions <= 1000) return repetitions;
  throw new Error(`--repeat takes a whole number from 1 to 1000, not ${text}`);
}
