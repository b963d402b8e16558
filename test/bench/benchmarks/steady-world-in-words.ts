import { grouped } from "../print/numbers.ts";
import type { SteadyWorld } from "../worlds/steady-world.ts";

export function steadyWorldInWords({ learned, windows, series, streamMinutes }: SteadyWorld): string {
  const what = "50 services, 14 groups (8 regions of 6, 5 dependencies of 12, all)";
  return `${what}, ${series} series, ${grouped(windows.length)} windows after ${grouped(learned)}, ${grouped(streamMinutes)} stream-minutes`;
}
