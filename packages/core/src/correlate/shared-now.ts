import { type Evidence, startsKept } from "../model/index.ts";
import { attribute } from "./attribution.ts";
import { concurrentFailures, type LoneFailure } from "./concurrency.ts";
import { type IndexedExplanation, isHeard, likelihoodAtLag } from "./diagnosis.ts";
import type { Group } from "./groups.ts";
import type { GroupBudget, JudgedGroup } from "./weights.ts";

/** A service that fails alone, with its own evidence, nats. */
interface KnownFailure extends LoneFailure {
  readonly logEvidence: number;
}

/** Who fails alone now, and who might work, by index. */
interface Services {
  readonly lone: readonly KnownFailure[];
  readonly others: readonly number[];
}

interface Judging {
  readonly groups: readonly Group[];
  readonly judged: readonly JudgedGroup[];
  readonly budget: GroupBudget;
}

interface IndexedSharedNow extends IndexedExplanation {
  readonly members: readonly LoneFailure[];
  readonly logEvidence: number;
  readonly threshold: number;
}

/**
 * What those share that fail by themselves at the same time (rule 41); null where it may be an accident. They are named
 * by the evidence that each of them fails; what works is read since the last of them began.
 */
export function sharedNow(
  evidence: Evidence,
  { groups, judged, budget }: Judging,
  { lone, others }: Services,
): IndexedSharedNow | null {
  const found = concurrentFailures(judged, lone, budget);
  if (found === null) return null;
  const { failures, logEvidence, threshold } = found;
  const lag = Math.min(startsKept - 1, evidence.window - failures.at(-1)!.onsetWindow);
  const known = new Map(failures.map((failure) => [failure.service, failure.logEvidence]));
  const likelihood = likelihoodAtLag(evidence, lag);
  const services = [...known.keys(), ...others].sort((one, other) => one - other);
  const attribution = attribute(
    groups,
    services,
    (service, group) => known.get(service) ?? likelihood(service, group),
  );
  const group = groups.find(({ name }) => name === attribution.component);
  const inside = others.filter((service) => group?.memberOf.has(service) === true);
  const heard = inside.filter((service) => isHeard(evidence, service));
  return {
    members: failures,
    attribution,
    notFailing: heard.filter((service) => likelihood(service, group!) <= 0),
    unknown: inside.filter((service) => !heard.includes(service)),
    logEvidence,
    threshold,
  };
}
