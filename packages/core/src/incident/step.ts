import type { Assessment, Verdict } from "../correlate/index.ts";
import type { Feedback } from "../model/index.ts";
import { followBlindness } from "./blindness.ts";
import { noteCollateral } from "./collateral.ts";
import { gatherCompanions } from "./companions.ts";
import { stepConcurrent } from "./concurrent.ts";
import type { Transition } from "./incident.ts";
import type { Incidents, Progress } from "./incidents.ts";
import { stepIsolated } from "./isolated.ts";
import type { Identity } from "./make.ts";
import { followMembers } from "./recovery.ts";
import { settleIsolated, settleShared } from "./settling.ts";
import { stepAlarm } from "./shared-failure.ts";
import { followSources } from "./silent-source.ts";

/** The incidents after those that are over have ended. */
export interface Followed extends Progress {
  /** Services of incidents that are over. */
  readonly over: readonly string[];
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
  if (assessment.blind) return { ...progress, over: [] };
  return followMembers(followSources(progress, assessment, identity), assessment);
}

/** Step 6, second half: what is new. A blind window changes nothing. */
export function step(before: Incidents, followed: Followed, verdict: Verdict, identity: Identity): Stepped {
  const progress = verdict.blind ? followed : stepPolicies(followed, verdict, identity);
  const { incidents, transitions } = progress;
  return { incidents, transitions, feedback: feedbackOf(before, incidents, followed.over) };
}

function stepPolicies(followed: Followed, verdict: Verdict, identity: Identity): Progress {
  const settled = gatherCompanions(settleShared(followed, verdict), verdict);
  const alarmed = stepAlarm(settled, verdict, identity);
  const concurrent = stepConcurrent(settleIsolated(alarmed, verdict), verdict, identity);
  const isolated = stepIsolated(concurrent, verdict, identity);
  return noteCollateral(isolated, verdict);
}

/**
 * Who fails, for the learning gate. Of a service that has recovered while others still fail, learning is resumed: what
 * had added up before says nothing of it any more.
 */
function feedbackOf(before: Incidents, after: Incidents, over: readonly string[]): Feedback {
  const failing = servicesOf(after, false);
  const failedBefore = new Set(servicesOf(before, false));
  const resumed = servicesOf(after, true).filter((service) => failedBefore.has(service));
  return { over, failing, resumed };
}

function servicesOf({ open }: Incidents, recovered: boolean): readonly string[] {
  return open
    .filter(({ scope }) => scope === "simultaneous" || scope === "isolated")
    .flatMap(({ members }) => members)
    .filter((member) => member.recovered === recovered)
    .map(({ service }) => service);
}
