/** The folders of core in the order in which they run: a folder imports only from the folders before it. */
export const stages = [
  "time",
  "stats",
  "reading",
  "knowledge",
  "window",
  "world",
  "model",
  "correlate",
  "incident",
  "alert",
  "pipeline",
  "evaluate",
] as const;
export type Stage = (typeof stages)[number];

/** Stages that own their state. From outside they are imported by their door, the `index.ts` of the folder, alone. */
export const owners = [
  "window",
  "model",
  "correlate",
  "incident",
  "alert",
] as const satisfies readonly Stage[];
export type Owner = (typeof owners)[number];

/** Scoring compares alerts with labels. It must not look into how the alerts came about. */
const evaluateKnows: ReadonlySet<Stage> = new Set(["time", "stats", "alert"]);

export function mayImport(from: Stage, to: Stage): boolean {
  if (from === to) return true;
  if (from === "evaluate") return evaluateKnows.has(to);
  return stages.indexOf(to) < stages.indexOf(from);
}
