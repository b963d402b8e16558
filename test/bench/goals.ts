import { atLeast, atMost } from "./figure.ts";

/** Where we want to be; `docs/benchmarks.md` says what each of them is for. */
export const goals = {
  /** Share of the speed of a bare JSON.parse loop over lines and messages that a whole replay keeps. */
  replayShareOfParse: atLeast(0.4),
  /** The same where it writes alerts and evidence. */
  writingReplayShareOfParse: atLeast(0.25),
  /** Of a bare JSON.parse loop over lines and the messages inside. */
  inspectShareOfParse: atLeast(0.8),
  /** Share of the speed of a library that only decodes the same bytes. */
  formatShareOfDecoding: atLeast(0.5),
  /** How much of as many times one thread a backtest on all cores reaches. */
  backtestShareOfCores: atLeast(0.85),
  /** All outages that come along, made and scored, on two cores. */
  corpusMs: atMost(120_000),
  /** Share of the speed of the bare loop over columns that does the same formulas. */
  engineShareOfFloor: atLeast(0.35),
  /** Points a second beside river's half-space trees, where a point is one series in one window for both. */
  engineOverTrees: atLeast(30),
  /** What frames of evidence add to the engine's time. */
  evidenceOverEngine: atMost(1 / 3),
  /** All in: join, model, evidence. */
  bytesPerSeries: atMost(1400),
  /** A million series in one process of 4 GB: all of them. */
  heldOfMillion: atLeast(1),
  /** What that process has, Node included. */
  millionMegabytes: atMost(1600),
  /** A point among many series beside a point among few. */
  manyOverFewPoint: atMost(2.5),
  /** Of the snapshot of many series: taken and packed, unpacked and gone on from. */
  snapshotMs: atMost(1000),
  /** For so long nothing else is done meanwhile. */
  longestStopMs: atMost(50),
  /** 14 groups of 50 services, both passes of the e-detector. */
  groupsMs: atMost(0.2),
  minuteMs: atMost(0.4),
  slowestHundredthMs: atMost(1),
  slowestMs: atMost(5),
  /** Exactly once, and checked, beside a bare kafkajs consumer that only parses. */
  intakeShareOfBare: atLeast(0.6),
  /** Beside a loop that consumes and produces as many bytes without transactions. */
  intakeShareOfPlain: atLeast(1),
  /** Points of evidence to InfluxDB, by the processor time of whoever writes, beside the client's own batches. */
  sinkOverClient: atLeast(2.5),
  /** Beside the same frames through the same detection in memory. */
  detectorShareOfMemory: atLeast(0.75),
  /** From the moment at which a window may close until its evidence is committed and read. */
  evidenceDelayMs: atMost(30),
  slowestHundredthDelayMs: atMost(100),
  /** Until the one that stood by has committed a window: a second beyond the session timeout of six. */
  takeoverMs: atMost(7000),
  /** Of a core, intake and detector together, or all three workers. */
  idlePerCent: atMost(1.5),
  /** Resident, all three workers in one process. */
  idleMegabytes: atMost(160),
  /** Of a fresh clone, with a warm cache of packages, by the clock. */
  installMs: atMost(10_000),
  /** From the clone to the verdict of the README's first command, all processes together. */
  verdictProcessorMs: atMost(30_000),
  /** Peak memory with a backlog over peak memory without one. */
  backlogOverSteadyMemory: atMost(2),
  /** 10,000 series at one-minute cadence. */
  catchUpTimesRealTime: atLeast(20),
} as const;
