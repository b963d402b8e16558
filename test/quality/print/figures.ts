import type { Judged } from "../judge/goal.ts";
import type { JudgedGoal } from "../judge/report.ts";

const rounded = (value: number, digits: number): string => String(Number(value.toFixed(digits)));
const percent = (share: number): string => `${rounded(share * 100, 1)} %`;

/** `97.1 % (34 of 35)`, `0.42 (5 in 1080 days)`, `-` where nothing was measured. */
export function figure({ value, count, of }: Judged, unit: JudgedGoal["unit"]): string {
  if (value === null) return "-";
  if (unit === "share") return `${percent(value)} (${count} of ${of})`;
  if (unit === "count") return `${value} (of ${of})`;
  return `${rounded(value, 2)} (${count} in ${rounded(of, 0)} days)`;
}

/** `85 to 100 %`, `at most 0.99`; empty where there are none. */
export function limitsOf({ limits }: Judged, unit: JudgedGoal["unit"]): string {
  if (limits === null) return "";
  if (unit !== "share") return `at most ${rounded(limits.high, 2)}`;
  if (limits.low === 0) return `at most ${percent(limits.high)}`;
  return `${rounded(limits.low * 100, 1)} to ${percent(limits.high)}`;
}
