import { z } from "zod";

/** Repeated measurements, and their quartiles and extremes. */
export const Spread = z.object({
  median: z.number(),
  lowerQuartile: z.number(),
  upperQuartile: z.number(),
  smallest: z.number(),
  largest: z.number(),
  /** One per repetition, in the order in which they were taken. */
  values: z.array(z.number()).min(1),
});
export type Spread = z.infer<typeof Spread>;

export const Unit = z.enum([
  "per second",
  "microseconds",
  "milliseconds",
  "bytes",
  "megabytes",
  "times",
  "per cent",
]);
export type Unit = z.infer<typeof Unit>;

/** Where we want to be. Held against the median; a benchmark never fails over it. */
export const Goal = z.object({
  kind: z.enum(["at-least", "at-most"]),
  bound: z.number(),
  reached: z.boolean(),
});
export type Goal = z.infer<typeof Goal>;

export const Figure = z.object({ name: z.string(), unit: Unit, spread: Spread, goal: Goal.nullable() });
export type Figure = z.infer<typeof Figure>;

export const benchmarkNames = [
  "parse",
  "decode",
  "formats",
  "stages",
  "engine",
  "window",
  "memory",
  "growth",
  "replay",
  "inspect",
  "backtest",
  "sink",
  "kafka-intake",
  "kafka-detector",
  "kafka-delay",
  "idle-run",
  "kafka-takeover",
  "kafka-idle",
  "kafka-backlog",
  "peers",
  "million",
  "clone",
] as const;
export type BenchmarkName = (typeof benchmarkNames)[number];

/** Left out unless asked for: they take minutes, or fetch what others have written. */
export const askedForBenchmarks: readonly BenchmarkName[] = ["peers", "million", "clone"];

export const BenchmarkResult = z.object({
  name: z.enum(benchmarkNames),
  what: z.string(),
  /** What was worked on. */
  input: z.string(),
  figures: z.array(Figure).min(1),
  /** Names of figures that are drawn as bars, by their medians, in this order. */
  bars: z.exactOptional(z.array(z.string()).min(1)),
  /** Processor time over wall time of the repetitions; well below 1 when other programs were in the way. */
  processorShare: Spread.nullable(),
});
export type BenchmarkResult = z.infer<typeof BenchmarkResult>;

/** A benchmark that could not run, and why. */
export const SkippedBenchmark = z.object({ name: z.enum(benchmarkNames), why: z.string() });
export type SkippedBenchmark = z.infer<typeof SkippedBenchmark>;

export const SizeName = z.enum(["full", "quick", "tiny"]);
export type SizeName = z.infer<typeof SizeName>;

export const Machine = z.object({
  processor: z.string(),
  cores: z.int(),
  memoryBytes: z.int(),
  system: z.string(),
});
export type Machine = z.infer<typeof Machine>;

export const Load = z.tuple([z.number(), z.number(), z.number()]);
export type Load = z.infer<typeof Load>;

/** What `pnpm bench --json` writes. */
export const BenchReport = z.object({
  tocsinBench: z.literal(1),
  startedAt: z.iso.datetime(),
  tookMs: z.number(),
  size: SizeName,
  machine: Machine,
  versions: z.object({ node: z.string(), v8: z.string() }),
  /** Null outside a git checkout. `changed`: files differ from the commit. */
  commit: z.object({ hash: z.string(), changed: z.boolean() }).nullable(),
  /** Load averages of 1, 5 and 15 minutes, before and after. */
  load: z.object({ before: Load, after: Load }),
  benchmarks: z.array(BenchmarkResult),
  skipped: z.array(SkippedBenchmark),
});
export type BenchReport = z.infer<typeof BenchReport>;
