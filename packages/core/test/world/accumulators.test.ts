import { expect, test } from "vitest";
import { addUp, noAccumulators } from "../../src/world/accumulators.ts";
import { emitObservations } from "../../src/world/observations.ts";
import { readingsOfWindow } from "../support/make-frames.ts";

test("no reading is held once it was added up, and the next window begins anew", () => {
  const accumulators = noAccumulators();
  const given = [0, 1].map((window) => {
    const make = readingsOfWindow(window);
    const readings = [
      make.delivery({ region: "eu" }, { delivered: 100, p95Ms: 200 + window }),
      make.delivery({ region: "us" }, { delivered: 300, p95Ms: 400 + window }),
    ];
    const [filled] = addUp(accumulators, window, readings);
    const values: number[] = [];
    emitObservations(filled!, 60_000, (_accumulator, _slot, { value }) => values.push(value));
    return { values, held: filled!.totals.latencies };
  });
  expect(given).toEqual([
    { values: [350, 400], held: null },
    { values: [351, 400], held: null },
  ]);
});
