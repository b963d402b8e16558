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

/** From few to many series, each ten times the one before. */
function sizesOf({ fewSeries, manySeries }: GrowthSize): readonly number[] {
  const sizes: number[] = [];
  for (let series = fewSeries; series < manySeries; series *= 10) sizes.push(series);
  return [...sizes, manySeries];
}

export const growth: Benchmark = {
  name: "growth",
  what: "the cost of a point among many series beside that among few, and the snapshot of many, as the detector writes and reads it",
  async run({ size: { growth: size } }) {
    const sizes = sizesOf(size);
    const samples = new Map<number, Grown[]>(sizes.map((series) => [series, []]));
    for (let round = 0; round < size.repetitions; round += 1) {
      for (const series of sizes) samples.get(series)!.push(await grown(series, size));
    }
    const pointsUs = (series: number): readonly number[] =>
      samples.get(series)!.map(({ pointUs }) => pointUs);
    const nameOf = (series: number): string => `a point: ${grouped(series)} series`;
    const [few, many] = [sizes.at(0)!, sizes.at(-1)!];
    return {
      input: `${sizes.map(grouped).join(", ")} series, five signals each service, each in a process of its own, after ${size.learnedWindows} windows`,
      figures: [
        ...sizes.map((series) => figure(nameOf(series), "microseconds", pointsUs(series))),
        figure(
          `${nameOf(many)}, beside one of ${grouped(few)} series`,
          "times",
          pointsUs(many).map((pointUs, round) => pointUs / pointsUs(few)[round]!),
          goals.manyOverFewPoint,
        ),
        ...snapshotFigures(samples.get(many)!, `${grouped(many)} series`),
      ],
      bars: sizes.map(nameOf),
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
