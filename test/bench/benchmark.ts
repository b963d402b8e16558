import type { Inputs } from "./inputs.ts";
import type { BenchmarkName, BenchmarkResult } from "./report.ts";

export interface Benchmark {
  readonly name: BenchmarkName;
  /** What is measured, in a sentence. */
  readonly what: string;
  readonly run: (inputs: Inputs) => Promise<Omit<BenchmarkResult, "name" | "what">>;
}
