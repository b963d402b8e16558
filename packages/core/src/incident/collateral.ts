import type { Verdict } from "../correlate/index.ts";
import { involved, move, type Progress } from "./incidents.ts";

/** Those who are complained about without cause are looked for so often (rule 30). */
const collateralEveryMs = 5 * 60_000;

/** Who is complained about while others fail: named beside the members, because they may be blamed without cause. */
export function noteCollateral(before: Progress, verdict: Verdict): Progress {
  const { window, windowMs } = verdict;
  const every = Math.ceil(collateralEveryMs / windowMs);
  let progress = before;
  for (const incident of before.incidents.open) {
    const age = window - incident.openedWindow;
    if (incident.scope !== "simultaneous" || age === 0 || age % every !== 0) continue;
    const failing = involved(progress.incidents, ["isolated", "simultaneous"]);
    const others = verdict.services.filter((service) => !failing.has(service));
    const complained = verdict.ask.complainedAbout(others);
    const added = complained.filter((name) => !incident.collateral.includes(name));
    if (added.length === 0) continue;
    const changes = { collateral: [...incident.collateral, ...added] };
    progress = move(progress, window, incident, { input: "revise", reason: "collateral-changed", changes });
  }
  return progress;
}
