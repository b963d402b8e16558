import { printable } from "@tocsin/adapters/config";
import type { Rejected } from "./rejects-out.ts";

/** Where a larger share was refused, what is left says little of what the files say. */
const mostRefused = 0.05;

/**
 * How much was refused, with the first reason of each code, and that it was much where it was: beside `used`, what was not
 * refused, counted in the same way. A row of many services is refused in parts.
 */
export function rejectedLines(rejects: readonly Rejected[], used: number): readonly string[] {
  const total = countOf(rejects);
  if (total === 0) return ["rejected  none"];
  const share = total / (total + used);
  return [
    `rejected  ${total}: ${codesText(rejects)}`,
    ...rejects.map(
      ({ code, first }) => `          ${code}, such as line ${first.line}: ${printable(first.reason)}`,
    ),
    ...(share > mostRefused
      ? [
          `note      ${Math.round(100 * share)} % of what they hold was refused: a replay judges by the rest alone`,
        ]
      : []),
  ];
}

export const countOf = (rejects: readonly Rejected[]): number =>
  rejects.reduce((sum, { count }) => sum + count, 0);

export const codesText = (rejects: readonly Rejected[]): string =>
  rejects.map(({ code, count }) => `${code} ${count}`).join(", ");
