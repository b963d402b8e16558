import type { SizeName } from "./report.ts";

/** How much every benchmark works on. */
export interface Size {
  /** Recording lines that are worked on in memory. */
  readonly lines: number;
  /** Minutes of the 50-service world that are learned from before anything is measured, and minutes measured. */
  readonly learnedMinutes: number;
  readonly measuredMinutes: number;
  /** Last minutes of the reconstructed outage's recording that are replayed; null: all of it. */
  readonly replayedMinutes: number | null;
  readonly manySeries: number;
  readonly fewSeries: number;
  /** Windows after which memory is taken. */
  readonly memoryWindows: number;
  readonly growth: GrowthSize;
  readonly million: MillionSize;
  readonly repetitions: number;
  readonly warmUpMs: number;
  /** Whole replays, each in a process of its own, take longer. */
  readonly replayRepetitions: number;
  /** Points of evidence that are written to InfluxDB, and the rest of the window that reaches them. */
  readonly sinkPoints: number;
  /** Processor time of each measurement of a detector of others. */
  readonly peerSeconds: number;
  readonly broker: BrokerSize;
}

/** How much the benchmark of many series works on. */
export interface GrowthSize {
  readonly fewSeries: number;
  readonly manySeries: number;
  /** Windows that are taken before any is timed, and points that are timed: as many windows as that needs. */
  readonly learnedWindows: number;
  readonly points: number;
  readonly repetitions: number;
}

/** Series that come by and by, and minutes after the last have come. */
export interface MillionSize {
  readonly series: number;
  readonly growBy: number;
  readonly minutesAfter: number;
}

/** How much the benchmarks on a broker work on. */
export interface BrokerSize {
  /** Partitions of each of the three telemetry topics. */
  readonly partitions: number;
  /** Of the installation with many series, and minutes of its telemetry that the intake works off. */
  readonly manySeries: number;
  readonly manyMinutes: number;
  /** Of the one with few: frames are small and many. */
  readonly fewSeries: number;
  readonly fewMinutes: number;
  /** Of the fifty services. */
  readonly learnedMinutes: number;
  readonly measuredMinutes: number;
  readonly delaySeconds: number;
  readonly settleSeconds: number;
  readonly idleSeconds: number;
  /** Minutes of many series that intake and detector find when they start. */
  readonly backlogMinutes: number;
  /** Minutes that come one by one, a second each, while nothing waits. */
  readonly steadyMinutes: number;
  /** Of the detectors of which one takes over from the other, and how often it does. */
  readonly takeoverSeries: number;
  readonly takeovers: number;
  readonly repetitions: number;
}

const day = 1440;

export const sizes: Readonly<Record<SizeName, Size>> = {
  full: {
    lines: 200_000,
    learnedMinutes: 7 * day,
    measuredMinutes: day,
    replayedMinutes: null,
    manySeries: 10_000,
    fewSeries: 100,
    memoryWindows: 70,
    growth: { fewSeries: 1000, manySeries: 100_000, learnedWindows: 60, points: 2_000_000, repetitions: 3 },
    million: { series: 1_000_000, growBy: 100_000, minutesAfter: 10 },
    repetitions: 9,
    warmUpMs: 4000,
    replayRepetitions: 3,
    sinkPoints: 300_000,
    peerSeconds: 10,
    broker: {
      partitions: 2,
      manySeries: 10_000,
      manyMinutes: 40,
      fewSeries: 100,
      fewMinutes: 2000,
      learnedMinutes: day / 2,
      measuredMinutes: day / 2,
      delaySeconds: 30,
      settleSeconds: 5,
      idleSeconds: 6,
      // A million messages.
      backlogMinutes: 167,
      steadyMinutes: 20,
      takeoverSeries: 100_000,
      takeovers: 3,
      repetitions: 5,
    },
  },
  quick: {
    lines: 40_000,
    learnedMinutes: 8 * 60,
    measuredMinutes: 4 * 60,
    replayedMinutes: day,
    manySeries: 10_000,
    fewSeries: 100,
    memoryWindows: 5,
    growth: { fewSeries: 1000, manySeries: 10_000, learnedWindows: 5, points: 200_000, repetitions: 2 },
    million: { series: 1_000_000, growBy: 100_000, minutesAfter: 1 },
    repetitions: 5,
    warmUpMs: 1000,
    replayRepetitions: 2,
    sinkPoints: 50_000,
    peerSeconds: 2,
    broker: {
      partitions: 2,
      manySeries: 10_000,
      manyMinutes: 10,
      fewSeries: 100,
      fewMinutes: 500,
      learnedMinutes: 3 * 60,
      measuredMinutes: 3 * 60,
      delaySeconds: 12,
      settleSeconds: 4,
      idleSeconds: 3,
      backlogMinutes: 20,
      steadyMinutes: 6,
      takeoverSeries: 10_000,
      takeovers: 1,
      repetitions: 3,
    },
  },
  /** For the test of the benchmarks themselves; its times mean nothing. */
  tiny: {
    lines: 500,
    learnedMinutes: 90,
    measuredMinutes: 20,
    replayedMinutes: 30,
    manySeries: 500,
    fewSeries: 50,
    memoryWindows: 2,
    growth: { fewSeries: 50, manySeries: 500, learnedWindows: 2, points: 1000, repetitions: 1 },
    million: { series: 1000, growBy: 500, minutesAfter: 1 },
    repetitions: 2,
    warmUpMs: 0,
    replayRepetitions: 1,
    sinkPoints: 500,
    peerSeconds: 0.1,
    broker: {
      partitions: 2,
      manySeries: 200,
      manyMinutes: 3,
      fewSeries: 20,
      fewMinutes: 5,
      learnedMinutes: 20,
      measuredMinutes: 20,
      delaySeconds: 4,
      settleSeconds: 2,
      idleSeconds: 1,
      backlogMinutes: 4,
      steadyMinutes: 2,
      takeoverSeries: 100,
      takeovers: 1,
      repetitions: 1,
    },
  },
};
