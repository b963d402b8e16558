import { z } from "zod";
import type { Benchmark } from "../benchmark.ts";
import { figure } from "../figure.ts";
import { goals } from "../goals.ts";
import { runChild } from "../measure/run-child.ts";
import { grouped } from "../print/numbers.ts";
import type { Figure } from "../report.ts";
import type { GrowthSize } from "../sizes.ts";

const script = new URL("../children/measure-growth.ts", import.meta.url);

const Grown = z.object({
  pointUs: z.number(),
  takenMs: z.number(),
  takenStopMs: z.number(),
  restoredMs: z.number(),
  restoredStopMs: z.number(),
  megabytes: z.number(),
});
type Grown = z.infer<typeof Grown>;

async function grown(series: number, { learnedWindows, points }: GrowthSize): Promise<Grown> {
  const windows = Math.max(5, Math.round(points / series));
  return Grown.parse(await runChild(script, [series, learnedWindows, windows].map(String)));
}

export const growth: Benchmark = {
  name: "growth",
  what: "the cost of a point among many series beside that among few, and the snapshot of many, as the detector writes and reads it",
  async run({ size: { growth: size } }) {
    const few: Grown[] = [];
    const many: Grown[] = [];
    for (let round = 0; round < size.repetitions; round += 1) {
      few.push(await grown(size.fewSeries, size));
      many.push(await grown(size.manySeries, size));
    }
    const [fewName, manyName] = [size.fewSeries, size.manySeries].map(
      (series) => `${grouped(series)} series`,
    ) as [string, string];
    return {
      input: `${fewName} and ${manyName}, five signals each service, each in a process of its own, after ${size.learnedWindows} windows`,
      figures: [
        figure(
          `a point: ${fewName}`,
          "microseconds",
          few.map(({ pointUs }) => pointUs),
        ),
        figure(
          `a point: ${manyName}`,
          "microseconds",
          many.map(({ pointUs }) => pointUs),
        ),
        figure(
          `a point: ${manyName}, beside one of ${fewName}`,
          "times",
          many.map(({ pointUs }, round) => pointUs / few[round]!.pointUs),
          goals.manyOverFewPoint,
        ),
        ...snapshotFigures(many, manyName),
      ],
      processorShare: null,
    };
  },
};

function snapshotFigures(many: readonly Grown[], name: string): readonly Figure[] {
  const of = (what: keyof Grown): readonly number[] => many.map((one) => one[what]);
  const times = (what: string, took: keyof Grown, stop: keyof Grown): readonly Figure[] => [
    figure(`snapshot of ${name}: ${what}`, "milliseconds", of(took), goals.snapshotMs),
    figure(`snapshot of ${name}: ${what}, longest stop`, "milliseconds", of(stop), goals.longestStopMs),
  ];
  return [
    ...times("taken and packed", "takenMs", "takenStopMs"),
    ...times("unpacked and gone on from", "restoredMs", "restoredStopMs"),
    figure(`snapshot of ${name}: packed`, "megabytes", of("megabytes")),
  ];
}
