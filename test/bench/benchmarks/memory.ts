import { z } from "zod";
import { seriesSpec } from "../../../packages/core/src/model/series-table.ts";
import { bytesPerRow } from "../../../packages/core/src/stats/table.ts";
import type { Benchmark } from "../benchmark.ts";
import { figure } from "../figure.ts";
import { goals } from "../goals.ts";
import { runChild } from "../measure/run-child.ts";
import { grouped } from "../print/numbers.ts";

const script = new URL("../children/measure-memory.ts", import.meta.url);

const Held = z.object({ series: z.int(), detectionBytes: z.number(), withWorldBytes: z.number() });
type Held = z.infer<typeof Held>;

const held = async (series: number, windows: number): Promise<Held> =>
  Held.parse(await runChild(script, [String(series), String(windows)]));

const between = (few: Held, many: Held, which: "detectionBytes" | "withWorldBytes"): number =>
  (many[which] - few[which]) / (many.series - few.series);

export const memory: Benchmark = {
  name: "memory",
  what: "bytes that detection holds for each series: heap and typed arrays after garbage collection, many series less few",
  async run({ size }) {
    const few = await held(size.fewSeries, size.memoryWindows);
    const many = await held(size.manySeries, size.memoryWindows);
    return {
      input: `${grouped(many.series)} series of five signals each service, less ${grouped(few.series)}, each in a process of its own, after ${size.memoryWindows} windows`,
      figures: [
        figure("one row of the series table", "bytes", [bytesPerRow(seriesSpec)]),
        figure("detection, per series", "bytes", [between(few, many, "detectionBytes")]),
        figure(
          "join and detection, per series",
          "bytes",
          [between(few, many, "withWorldBytes")],
          goals.bytesPerSeries,
        ),
      ],
      processorShare: null,
    };
  },
};
