import type { Assessment, Verdict } from "../correlate/index.ts";
import type { Feedback } from "../model/index.ts";
import { followBlindness } from "./blindness.ts";
import { noteCollateral } from "./collateral.ts";
import { gatherCompanions } from "./companions.ts";
import { stepConcurrent } from "./concurrent.ts";
import { noteCounterfactuals } from "./counterfactuals.ts";
import type { Transition } from "./incident.ts";
import type { Incidents, Progress } from "./incidents.ts";
import { stepIsolated } from "./isolated.ts";
import { followLate, renameRevised, withoutDisproved } from "./late-data.ts";
import type { Identity } from "./make.ts";
import { followMembers, type Recovery } from "./recovery.ts";
import { followSeverity } from "./follow-severity.ts";
import { settleIsolated, settleShared } from "./settling.ts";
import { stepAlarm } from "./shared-failure.ts";
import { followSources } from "./silent-source.ts";

/** The incidents after those that are over have ended. */
export interface Followed extends Recovery {
  /** The incidents that stand in this window with what came late, those that are over among them. */
  readonly standing: Incidents;
}

/** What one window did to the incidents. */
export interface Stepped {
  readonly incidents: Incidents;
  /** What opened, changed or ended, in order; each becomes one alert event. */
  readonly transitions: readonly Transition[];
  readonly feedback: Feedback;
}

/** Step 6, first half: what is over. A blind window ends nothing but blindness. */
export function follow(incidents: Incidents, assessment: Assessment, identity: Identity): Followed {
  const progress = followBlindness({ incidents, transitions: [] }, assessment, identity);
  if (assessment.blind) return { ...progress, over: [], eased: [], drifted: [], standing: incidents };
  const corrected = followLate(followSources(progress, assessment, identity), assessment);
  return { ...followMembers(corrected, assessment), standing: corrected.incidents };
}

/** Step 6, second half: what is new. A blind window changes nothing. */
export function step(before: Incidents, followed: Followed, verdict: Verdict, identity: Identity): Stepped {
  const fresh = withoutDisproved(identity, followed.incidents);
  const progress = verdict.blind ? followed : stepPolicies(followed, verdict, fresh);
  const { incidents, transitions } = progress;
  return { incidents, transitions, feedback: feedbackOf(before, incidents, followed) };
}

function stepPolicies(followed: Followed, verdict: Verdict, identity: Identity): Progress {
  const settled = gatherCompanions(settleShared(renameRevised(followed, verdict), verdict), verdict);
  const alarmed = stepAlarm(settled, verdict, identity);
  const concurrent = stepConcurrent(settleIsolated(alarmed, verdict), verdict, identity);
  const isolated = stepIsolated(concurrent, verdict, identity);
  return noteCounterfactuals(followSeverity(noteCollateral(isolated, verdict), verdict), verdict);
}

/**
 * Who fails, for the learning gate. Of a service that has recovered while others still fail, learning is resumed: what
 * had added up before says nothing of it any more.
 */
function feedbackOf(before: Incidents, after: Incidents, { over, eased, drifted }: Followed): Feedback {
  const failing = servicesOf(after, false);
  const failedBefore = new Set(servicesOf(before, false));
  const resumed = servicesOf(after, true).filter((service) => failedBefore.has(service));
  return { over, heard: sourcesOver(before, after), failing, resumed, eased, drifted };
}

/** Sources of an incident that has ended in this window. */
function sourcesOver(before: Incidents, after: Incidents): readonly string[] {
  const open = new Set(after.open.map(({ id }) => id));
  return before.open.filter(({ id }) => !open.has(id)).flatMap(({ sources }) => sources);
}

function servicesOf({ open }: Incidents, recovered: boolean): readonly string[] {
  return open
    .filter(({ scope }) => scope === "simultaneous" || scope === "isolated")
    .flatMap(({ members }) => members)
    .filter((member) => member.recovered === recovered)
    .map(({ service }) => service);
}
