import { atLeast, atMost } from "./figure.ts";

/** Where we want to be; `docs/benchmarks.md` says what each of them is for. */
export const goals = {
  /** Share of the speed of a bare JSON.parse loop over the same lines that a whole replay keeps. */
  replayShareOfParse: atLeast(0.3),
  /** Of a bare JSON.parse loop over lines and the messages inside. */
  inspectShareOfParse: atLeast(0.8),
  /** Share of the speed of a library that only decodes the same bytes. */
  formatShareOfDecoding: atLeast(0.5),
  /** How much of as many times one thread a backtest on all cores reaches. */
  backtestShareOfCores: atLeast(0.85),
  /** All outages that come along, made and scored, on two cores. */
  corpusMs: atMost(120_000),
  /** One core. A stream-minute is one series in one window. */
  streamMinutesPerSecond: atLeast(500_000),
  microsecondsPerStreamUpdate: atMost(0.5),
  bytesPerSeries: atMost(1200),
  /** 14 groups of 50 services, both passes of the e-detector. */
  groupsMs: atMost(0.2),
  slowestHundredthMs: atMost(1),
  /** Exactly once, and checked, beside a bare kafkajs consumer that only parses. */
  intakeShareOfBare: atLeast(0.6),
  /** Beside a loop that consumes and produces as many bytes without transactions. */
  intakeShareOfPlain: atLeast(1),
  /** Peak memory with a backlog over peak memory without one. */
  backlogOverSteadyMemory: atMost(2),
  /** 10,000 series at one-minute cadence. */
  catchUpTimesRealTime: atLeast(20),
} as const;
