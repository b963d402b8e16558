import { z } from "zod";
import type { Benchmark } from "../benchmark.ts";
import { figure } from "../figure.ts";
import { goals } from "../goals.ts";
import { runChild } from "../measure/run-child.ts";
import { grouped } from "../print/numbers.ts";

const script = new URL("../children/measure-million.ts", import.meta.url);

const Held = z.object({ series: z.int(), bytes: z.number(), peakBytes: z.number() });

/** What the process may have: where a million cannot be held within it, the largest number that was is told. */
const limitBytes = 4e9;

export const million: Benchmark = {
  name: "million",
  what: "a million series in one process: join and detection grow until all are there, or until the process has 4 GB",
  async run({ size: { million: size } }) {
    const { series, growBy, minutesAfter } = size;
    const values = [series, growBy, minutesAfter, limitBytes].map(String);
    const held = Held.parse(await runChild(script, values));
    const share = held.series / series;
    return {
      input: `${grouped(series)} series of five signals each service, ${grouped(growBy)} more each minute; minutes after that: ${minutesAfter}; resident memory after garbage collection, code and Node included`,
      figures: [
        figure("series held, of those wanted", "times", [share], goals.heldOfMillion),
        figure(`resident memory with ${grouped(held.series)} series`, "megabytes", [held.bytes / 1e6]),
        figure(
          `the same for ${grouped(series)}, by proportion`,
          "megabytes",
          [held.bytes / 1e6 / share],
          goals.millionMegabytes,
        ),
        figure("peak, with the frames of a minute", "megabytes", [held.peakBytes / 1e6]),
      ],
      processorShare: null,
    };
  },
};
