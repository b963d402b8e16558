import type { Assessment } from "../correlate/index.ts";
import { keep, move, type Progress, emit } from "./incidents.ts";
import { type Identity, open } from "./make.ts";
import { quietWindows } from "./recovery.ts";

/** Blind windows in a row before it is said: one may be a hiccup of the input. */
const blindWindowsNeeded = 2;

/** Everything silent: nobody can be judged (rule 19). */
export function followBlindness(before: Progress, assessment: Assessment, identity: Identity): Progress {
  const { blind, window, windowMs } = assessment;
  const blindWindows = blind ? before.incidents.blindWindows + 1 : 0;
  const progress = { ...before, incidents: { ...before.incidents, blindWindows } };
  const known = progress.incidents.open.find(({ scope }) => scope === "blind");
  if (known === undefined) {
    if (blindWindows < blindWindowsNeeded) return progress;
    const onsetWindow = window - blindWindows + 1;
    const evidence = { logEvidence: 0, withoutReports: 0, threshold: 0 };
    return emit(
      progress,
      open(identity, assessment, "open-blind", { onsetWindow, members: [], ...evidence }),
    );
  }
  if (blind) return keep(progress, { ...known, lastActiveWindow: window });
  if (window - known.lastActiveWindow < quietWindows(windowMs, 1)) return progress;
  return move(progress, window, known, { input: "recover", reason: "recovered" });
}
