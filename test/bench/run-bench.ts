import { mkdirSync } from "node:fs";
import { allBenchmarks } from "./all-benchmarks.ts";
import { inputsOf } from "./inputs.ts";
import { commitOf, describeMachine, loadAverages, versions } from "./machine/describe-machine.ts";
import type { BenchmarkName, BenchmarkResult, BenchReport } from "./report.ts";
import { type SizeName, sizes } from "./sizes.ts";

export interface BenchRequest {
  readonly size: SizeName;
  readonly only: readonly BenchmarkName[];
  /** Instead of those of the size. */
  readonly repetitions: number | null;
  /** Where recordings and what replays write are kept. */
  readonly folder: string;
  /** Called with each result as it comes. */
  readonly onResult?: (result: BenchmarkResult) => void;
}

/** Runs benchmarks one after the other. Rejects when one of them breaks, not when it is slow. */
export async function runBench(request: BenchRequest): Promise<BenchReport> {
  const before = loadAverages();
  const startedAt = new Date();
  mkdirSync(request.folder, { recursive: true });
  const inputs = inputsOf(sizeOf(request), request.folder);
  const benchmarks: BenchmarkResult[] = [];
  for (const { name, what, run } of allBenchmarks) {
    if (!request.only.includes(name)) continue;
    const result = { name, what, ...(await run(inputs)) };
    benchmarks.push(result);
    request.onResult?.(result);
  }
  return {
    tocsinBench: 1,
    startedAt: startedAt.toISOString(),
    tookMs: Date.now() - startedAt.getTime(),
    size: request.size,
    machine: describeMachine(),
    versions: versions(),
    commit: commitOf(import.meta.dirname),
    load: { before, after: loadAverages() },
    benchmarks,
  };
}

function sizeOf({ size, repetitions }: BenchRequest): (typeof sizes)[SizeName] {
  const usual = sizes[size];
  return repetitions === null ? usual : { ...usual, repetitions, replayRepetitions: repetitions };
}
