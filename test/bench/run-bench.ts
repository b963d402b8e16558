import { mkdirSync } from "node:fs";
import { allBenchmarks } from "./all-benchmarks.ts";
import { type Finders, inputsOf } from "./inputs.ts";
import { commitOf, describeMachine, loadAverages, versions } from "./machine/describe-machine.ts";
import type { FoundBroker } from "./kafka/found-broker.ts";
import type { BenchmarkName, BenchmarkResult, BenchReport, SizeName, SkippedBenchmark } from "./report.ts";
import { sizes } from "./sizes.ts";

export interface BenchRequest {
  readonly size: SizeName;
  readonly only: readonly BenchmarkName[];
  /** Instead of those of the size. */
  readonly repetitions: number | null;
  /** Where recordings and what replays write are kept. */
  readonly folder: string;
  /** Called with each result as it comes. */
  readonly onResult?: (result: BenchmarkResult) => void;
  readonly onSkipped?: (skipped: SkippedBenchmark) => void;
  /** Asked once, and only when a benchmark needs a broker. */
  readonly findBroker: Finders["findBroker"];
  readonly findInflux: Finders["findInflux"];
  readonly findPeers: Finders["findPeers"];
  readonly findCheckout: Finders["findCheckout"];
}

/** Runs benchmarks one after the other. Rejects when one of them breaks, not when it is slow. */
export async function runBench(request: BenchRequest): Promise<BenchReport> {
  const before = loadAverages();
  const startedAt = new Date();
  mkdirSync(request.folder, { recursive: true });
  const { benchmarks, skipped } = await runAll(request);
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
    skipped,
  };
}

async function runAll(request: BenchRequest): Promise<Pick<BenchReport, "benchmarks" | "skipped">> {
  let found: FoundBroker | null = null;
  const inputs = inputsOf(sizeOf(request), request.folder, {
    ...request,
    findBroker: async () => (found = await request.findBroker()),
  });
  const benchmarks: BenchmarkResult[] = [];
  const skipped: SkippedBenchmark[] = [];
  const chosen = allBenchmarks.filter(({ name }) => request.only.includes(name));
  try {
    for (const { name, what, run } of chosen) {
      const ran = await run(inputs);
      if ("skipped" in ran) {
        skipped.push({ name, why: ran.skipped });
        request.onSkipped?.({ name, why: ran.skipped });
        continue;
      }
      benchmarks.push({ name, what, ...ran });
      request.onResult?.({ name, what, ...ran });
    }
  } finally {
    await stopBroker(found);
  }
  return { benchmarks, skipped };
}

async function stopBroker(found: FoundBroker | null): Promise<void> {
  if (found?.kind === "found") await found.stop();
}

function sizeOf({ size, repetitions }: BenchRequest): (typeof sizes)[SizeName] {
  const usual = sizes[size];
  if (repetitions === null) return usual;
  const broker = { ...usual.broker, repetitions };
  return { ...usual, repetitions, replayRepetitions: repetitions, broker };
}
