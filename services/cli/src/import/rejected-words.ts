import { printable } from "@tocsin/adapters/config";
import type { Rejected } from "./rejects-out.ts";

/** Where a larger share of the rows was refused, what is left says little of what the files say. */
const mostRefused = 0.05;

/** How much was refused, with the first reason of each code, and that it was much where it was. */
export function rejectedLines(rejects: readonly Rejected[], rows: number): readonly string[] {
  const total = rejects.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return ["rejected  none"];
  const share = Math.min(1, total / rows);
  return [
    `rejected  ${total}: ${codesText(rejects)}`,
    ...rejects.map(
      ({ code, first }) => `          ${code}, such as line ${first.line}: ${printable(first.reason)}`,
    ),
    ...(share > mostRefused
      ? [
          `note      ${Math.round(100 * share)} % of the rows were refused: a replay judges by the others alone`,
        ]
      : []),
  ];
}

export const codesText = (rejects: readonly Rejected[]): string =>
  rejects.map(({ code, count }) => `${code} ${count}`).join(", ");
