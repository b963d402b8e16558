import type { Inputs } from "./inputs.ts";
import type { BenchmarkName, BenchmarkResult } from "./report.ts";

export interface Benchmark {
  readonly name: BenchmarkName;
  /** What is measured, in a sentence. */
  readonly what: string;
  readonly run: (inputs: Inputs) => Promise<Measured | Skipped>;
}

export type Measured = Omit<BenchmarkResult, "name" | "what">;

/** What the benchmark needs is not there. */
export interface Skipped {
  readonly skipped: string;
}
