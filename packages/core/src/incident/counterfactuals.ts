import type { KnownFailures, KnownSince, Thresholds, Verdict } from "../correlate/index.ts";
import type { Counterfactuals, Incident, OtherDetection } from "./incident.ts";
import type { Progress } from "./incidents.ts";
import { fewestMembers } from "./shared-failure.ts";
import { knownFailures, settledAt } from "./together.ts";

/** Of more members the first so many are left out one at a time: a second look at the detector for each. */
const mostLeftOut = 10;
/** Every threshold is held against so many times its nats. */
const stricter = 2;

/** What is taken away. */
interface Less {
  readonly reports?: boolean;
  readonly service?: string;
  readonly strict?: boolean;
}

/** An open incident, and who else is known to fail. */
interface Case {
  readonly verdict: Verdict;
  readonly incident: Incident;
  readonly others: KnownFailures;
}

/**
 * When incidents would have been detected with less to go by (rule 50): asked in the window of the alarm and in those until
 * it is settled, as long as it is open, from the evidence of that window. What is not detected by then would not have been.
 * An alert of this window says it already.
 */
export function noteCounterfactuals({ incidents, transitions }: Progress, verdict: Verdict): Progress {
  const noted = new Map<string, Counterfactuals>();
  for (const incident of incidents.open) {
    const isAlarm = incident.openedWindow === verdict.window;
    if (hasNone(incident) || (!isAlarm && !isAwaited(incident.counterfactuals))) continue;
    const known = isAlarm ? null : incident.counterfactuals;
    const open = incidents.open.filter(({ id }) => id !== incident.id);
    const others = knownFailures({ ...incidents, open }, verdict);
    noted.set(incident.id, counterfactualsOf({ verdict, incident, others }, known));
  }
  if (noted.size === 0) return { incidents, transitions };
  const withNoted = (incident: Incident): Incident => {
    const counterfactuals = noted.get(incident.id);
    return counterfactuals === undefined ? incident : { ...incident, counterfactuals };
  };
  return {
    incidents: { ...incidents, open: incidents.open.map(withNoted) },
    transitions: transitions.map((one) => ({ ...one, incident: withNoted(one.incident) })),
  };
}

const hasNone = ({ scope }: Incident): boolean => scope === "source" || scope === "blind";

const isAwaited = (known: Counterfactuals | null): boolean =>
  known !== null &&
  [
    known.withoutReports,
    known.atTwiceThreshold,
    ...known.withoutService.map(({ detected }) => detected),
  ].includes(null);

function counterfactualsOf(of: Case, known: Counterfactuals | null): Counterfactuals {
  const { verdict, incident } = of;
  const isSettled = verdict.window >= settledAt(verdict, incident);
  const detected = (before: OtherDetection | undefined, less: Less): OtherDetection => {
    if (before !== null && before !== undefined) return before;
    if (isDetected(of, less)) return verdict.window;
    return isSettled ? "not-detected" : null;
  };
  return {
    withoutReports: detected(known?.withoutReports, { reports: true }),
    withoutService: leftOut(incident, known).map(({ service, before }) => ({
      service,
      detected: detected(before, { service }),
    })),
    atTwiceThreshold: detected(known?.atTwiceThreshold, { strict: true }),
  };
}

/** Members at the alarm that are members still. Without its one service there is no isolated incident. */
function leftOut(
  { scope, members }: Incident,
  known: Counterfactuals | null,
): readonly { readonly service: string; readonly before: OtherDetection }[] {
  if (scope === "isolated") return [];
  const names = members.map(({ service }) => service);
  if (known === null) return names.slice(0, mostLeftOut).map((service) => ({ service, before: null }));
  return known.withoutService
    .filter(({ service }) => names.includes(service))
    .map(({ service, detected: before }) => ({ service, before }));
}

/** Whether the evidence of this window would raise the incident with less. */
function isDetected(of: Case, less: Less): boolean {
  if (of.incident.scope === "isolated") return isAloneDetected(of, less);
  return of.incident.concurrent ? isConcurrentDetected(of, less) : isTogetherDetected(of, less);
}

const factorOf = ({ strict = false }: Less): number => (strict ? stricter : 1);

/** Reports are no part of rule 28. */
const isAloneDetected = ({ verdict, incident: { members } }: Case, less: Less): boolean =>
  verdict.isolated.some(
    ({ service, logEvidence }) =>
      service === members[0]!.service && logEvidence > factorOf(less) * verdict.thresholds.isolated,
  );

/** Nor of rule 41, of which the row that raised it is held against more. */
function isConcurrentDetected({ verdict, incident }: Case, { service, strict = false }: Less): boolean {
  if (strict) return incident.logEvidence >= stricter * incident.threshold;
  if (service === undefined) return true;
  const { logEvidence } = incident;
  const lone = incident.members
    .filter((member) => member.service !== service)
    .map((member) => ({ service: member.service, onsetWindow: member.onsetWindow, logEvidence }));
  return verdict.ask.concurrent(lone, []) !== null;
}

/** Left out at every onset, whatever else is known of it. */
const never: KnownSince = { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY };

/** The detector against the thresholds of rule 21 and rule 22, and as rule 40 asks, among the members that are left. */
function isTogetherDetected({ verdict, incident, others }: Case, less: Less): boolean {
  const { ask } = verdict;
  const { alarm, corroboration, suspicion } = stricterBy(factorOf(less), verdict.thresholds);
  const raisedFrom = incident.scope === "reports-only" ? suspicion : alarm;
  const known = less.service === undefined ? others : new Map(others).set(less.service, never);
  const members = incident.members
    .map(({ service }) => service)
    .filter((service) => service !== less.service);
  if (members.length < fewestMembers) return false;
  const isRaised = (detector: ReturnType<typeof ask.detect>): boolean =>
    (less.reports === true ? detector.withoutReports : detector.logEvidence) >= raisedFrom;
  const isCorroborated = ({ withoutReports }: ReturnType<typeof ask.detect>): boolean =>
    incident.scope === "reports-only" || withoutReports >= corroboration;
  const detector = ask.detect(known);
  if (!isRaised(detector) || !isCorroborated(detector)) return false;
  const ofThree = ask.ofThree(known);
  if (isRaised(ofThree) && isCorroborated(ofThree)) return true;
  return incident.scope === "simultaneous" && ask.confirmed(members).length >= fewestMembers;
}

const stricterBy = (factor: number, thresholds: Thresholds): Thresholds => ({
  alarm: factor * thresholds.alarm,
  corroboration: factor * thresholds.corroboration,
  isolated: factor * thresholds.isolated,
  suspicion: factor * thresholds.suspicion,
});
