import type { IsolatedFailure, SharedNow, Verdict } from "../correlate/index.ts";
import { isUnknownSinceWork } from "./after-work.ts";
import { settledExplanation } from "./companions.ts";
import type { Incident } from "./incident.ts";
import { involved, type Progress } from "./incidents.ts";
import { companionOf, openIsolated } from "./isolated.ts";
import { failingMember, type Identity } from "./make.ts";
import { fewestMembers, widen } from "./shared-failure.ts";
import { isSettling } from "./together.ts";

/**
 * Isolated incidents that are no accident together become one simultaneous incident (rule 41): the earliest is widened,
 * the others are taken over, and each member keeps its onset. A service that begins to show in this very window joins
 * without an incident of its own, unless there is none yet.
 */
export function stepConcurrent(before: Progress, verdict: Verdict, identity: Identity): Progress {
  const simultaneous = before.incidents.open.filter(({ scope }) => scope === "simultaneous");
  if (simultaneous.some((incident) => isSettling(verdict, incident))) return before;
  const fresh = freshFailures(before, verdict);
  const known = before.incidents.open.flatMap((incident) => loneFailure(incident, verdict));
  const lone = [...known, ...fresh];
  if (lone.length < fewestMembers) return before;
  const taken = new Set(involved(before.incidents, ["isolated", "simultaneous"]));
  for (const { service } of fresh) taken.add(service);
  const others = verdict.services.filter((service) => !taken.has(service));
  const found = verdict.ask.concurrent(lone, others);
  if (found === null) return before;
  const joined = incidentsOf(before, found);
  if (joined.length > 0) return join(before, verdict, joined, found);
  const first = fresh.find(({ service }) => service === found.members[0]!.service)!;
  const opened = openIsolated(before, verdict, first, identity);
  return join(opened, verdict, incidentsOf(opened, found), found);
}

/** Who fails by itself in this window, and in no incident yet nor beside an open one. */
const freshFailures = (progress: Progress, verdict: Verdict): readonly IsolatedFailure[] => {
  const taken = involved(progress.incidents, ["isolated", "simultaneous"]);
  return verdict.isolated.filter(
    (failure) => !taken.has(failure.service) && companionOf(progress, verdict, failure) === null,
  );
};

/** The service of an isolated incident, if it is known to fail still. */
function loneFailure(
  { scope, members, logEvidence }: Incident,
  verdict: Verdict,
): readonly IsolatedFailure[] {
  if (scope !== "isolated") return [];
  return members
    .filter((member) => member.quietAnswers === 0 && !isUnknownSinceWork(verdict, member))
    .map(({ service, onsetWindow }) => ({ service, onsetWindow, logEvidence }));
}

const incidentsOf = ({ incidents }: Progress, { members }: SharedNow): readonly Incident[] => {
  const names = new Set(members.map(({ service }) => service));
  return incidents.open.filter(
    (incident) => incident.scope === "isolated" && incident.members.some(({ service }) => names.has(service)),
  );
};

/** The incident that began first becomes the wider one. */
function join(
  progress: Progress,
  verdict: Verdict,
  incidents: readonly Incident[],
  found: SharedNow,
): Progress {
  const known = new Map(
    incidents.flatMap(({ members }) => members.map((member) => [member.service, member])),
  );
  const members = found.members.map(
    ({ service, onsetWindow }) => known.get(service) ?? failingMember(service, onsetWindow, verdict.window),
  );
  const [keeper, ...others] = [...incidents].sort((one, other) => one.onsetWindow - other.onsetWindow);
  const onsets = members.map(({ onsetWindow }) => onsetWindow);
  const onsetWindow = Math.min(...onsets);
  return widen(
    progress,
    verdict,
    { keeper: keeper!, others, reason: "concurrent-failures" },
    {
      concurrent: true,
      onsetWindow,
      onsetWindows: [onsetWindow, Math.max(...onsets)],
      members,
      ...settledExplanation(found),
      logEvidence: found.logEvidence,
      withoutReports: found.logEvidence,
      threshold: found.threshold,
      lastActiveWindow: verdict.window,
    },
  );
}
