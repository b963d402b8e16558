import type { WorldWindow } from "@tocsin/core";
import { type Sample, timed } from "../measure/sample.ts";
import type { SteadyWorld } from "../worlds/steady-world.ts";
import { floorOf, stepFloor } from "./floor.ts";

/** What comes in one window, in columns. */
interface Coming {
  readonly value: Float64Array;
  readonly exposure: Float64Array;
}

/** The floor over the numbers of these windows. They are put into columns before the clock runs. */
export function floorOver({ windows, series, streamMinutes }: SteadyWorld): () => Sample {
  const coming = windows.map((window) => columnsOf(window, series));
  return () => {
    const floor = floorOf(series);
    return timed(() => {
      for (const { value, exposure } of coming) {
        floor.value.set(value);
        floor.exposure.set(exposure);
        stepFloor(floor);
      }
      return streamMinutes;
    });
  };
}

function columnsOf({ observations }: WorldWindow, series: number): Coming {
  const coming = { value: new Float64Array(series), exposure: new Float64Array(series).fill(1) };
  for (const { series: row, value, exposure } of observations) {
    coming.value[row] = value;
    coming.exposure[row] = exposure;
  }
  return coming;
}
