import type { Figure, Goal, Unit } from "../report.ts";
import { grouped, short } from "./numbers.ts";

const symbols: Readonly<Record<Unit, string>> = {
  "per second": "/s",
  microseconds: " µs",
  milliseconds: " ms",
  bytes: " B",
  megabytes: " MB",
  times: "",
  "per cent": " %",
};

/** Bytes to the byte, everything else to three digits: no more is in the measurement. */
export const inUnit = (value: number, unit: Unit): string =>
  `${unit === "bytes" ? grouped(value) : short(value)}${symbols[unit]}`;

export const columnTitles = ["figure", "median", "quartiles", "smallest to largest", "runs", "goal"] as const;

/** What a table says of a figure, in the order of `columnTitles`. One run has no spread. */
export function figureCells({ name, unit, spread, goal }: Figure): readonly string[] {
  const { median, lowerQuartile, upperQuartile, smallest, largest, values } = spread;
  const range = (low: number, high: number): string =>
    values.length === 1 ? "" : `${inUnit(low, unit)} to ${inUnit(high, unit)}`;
  return [
    name,
    inUnit(median, unit),
    range(lowerQuartile, upperQuartile),
    range(smallest, largest),
    String(values.length),
    goal === null ? "" : goalInWords(goal, unit),
  ];
}

function goalInWords({ kind, bound, reached }: Goal, unit: Unit): string {
  const aim = kind === "at-least" ? "at least" : "at most";
  return `${aim} ${inUnit(bound, unit)}: ${reached ? "reached" : "not reached"}`;
}
