import type { Verdict } from "../correlate/index.ts";
import { emit, involved, type Progress } from "./incidents.ts";
import { failingMember, type Identity, open } from "./make.ts";

/** Fewer that are complained about are no suspicion of a shared failure. */
const fewestSuspected = 2;

/** People complain about several services and nothing else shows: a suspicion (rule 29). */
export function suspect(progress: Progress, verdict: Verdict, identity: Identity): Progress {
  const { incidents } = progress;
  const { all, withoutReports, thresholds, window } = verdict;
  if (all.logEvidence < thresholds.suspicion) return progress;
  if (incidents.open.some(({ scope }) => scope === "reports-only")) return progress;
  const lag = all.groups.reduce((best, group) =>
    group.logEvidence > best.logEvidence ? group : best,
  ).bestLag;
  const taken = involved(incidents, ["isolated", "simultaneous"]);
  const suspected = verdict.ask.suspectedSince(lag).filter((service) => !taken.has(service));
  if (suspected.length < fewestSuspected) return progress;
  const onsetWindow = window - lag;
  return emit(
    progress,
    open(identity, verdict, "open-reports-only", {
      onsetWindow,
      members: suspected.map((service) => failingMember(service, onsetWindow, window)),
      logEvidence: all.logEvidence,
      withoutReports: withoutReports.logEvidence,
      threshold: thresholds.suspicion,
    }),
  );
}
