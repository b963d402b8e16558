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
  readonly repetitions: number;
  readonly warmUpMs: number;
  /** Whole replays, each in a process of its own, take longer. */
  readonly replayRepetitions: number;
}

const day = 1440;

export const sizes: Readonly<Record<"full" | "quick" | "tiny", Size>> = {
  full: {
    lines: 200_000,
    learnedMinutes: 7 * day,
    measuredMinutes: day,
    replayedMinutes: null,
    manySeries: 10_000,
    fewSeries: 100,
    memoryWindows: 70,
    repetitions: 9,
    warmUpMs: 4000,
    replayRepetitions: 3,
  },
  quick: {
    lines: 40_000,
    learnedMinutes: 8 * 60,
    measuredMinutes: 4 * 60,
    replayedMinutes: day,
    manySeries: 10_000,
    fewSeries: 100,
    memoryWindows: 5,
    repetitions: 5,
    warmUpMs: 1000,
    replayRepetitions: 2,
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
    repetitions: 2,
    warmUpMs: 0,
    replayRepetitions: 1,
  },
};

export type SizeName = keyof typeof sizes;
