import { atLeast, atMost } from "./figure.ts";

/** Where we want to be; `docs/benchmarks.md` says what each of them is for. */
export const goals = {
  /** Share of the speed of a bare JSON.parse loop over the same lines that a whole replay keeps. */
  replayShareOfParse: atLeast(0.3),
  /** One core. A stream-minute is one series in one window. */
  streamMinutesPerSecond: atLeast(500_000),
  microsecondsPerStreamUpdate: atMost(0.5),
  bytesPerSeries: atMost(1200),
  /** 14 groups of 50 services, both passes of the e-detector. */
  groupsMs: atMost(0.2),
  slowestHundredthMs: atMost(1),
} as const;
