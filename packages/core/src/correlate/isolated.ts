import {
  bestSignalEvidence,
  cadenceOf,
  type Evidence,
  isBeyondWander,
  lagGrid,
  lagScratch,
  onsetLikelihoods,
  speaksTwice,
  startsKept,
  onsetsTried,
  weightOf,
} from "../model/index.ts";
import { addLogarithm, logSum, totalOf } from "../stats/log-sum-exp.ts";
import type { Entity } from "../world/directory.ts";
import { signals } from "../world/world-window.ts";
import { onsetSpan } from "./old-onset.ts";
import { reachesBack } from "./onset.ts";
import { blipMs, outlastsBlip, signalEvidence } from "./outlasting.ts";
import type { IsolatedFailure } from "./verdict.ts";

const signalsNeeded = 2;
/** One signal alone must have lasted this long. */
const loneSignalMs = 7 * 60_000;
/** A window without a request says nothing: so little evidence against a failure is no sign that it is over, nats. */
const nothingSaid = 0.01;
/** Silence alone shows a failure after so long (rule 40). */
const silenceMs = 3 * 60_000;
/** A single signal shows a failure after so long where so much fails, or so little is left, of no fewer trials (rule 40). */
const outrightMs = 60_000;
const shareFailing = 0.2;
const trafficLeft = 0.1;
const fewestTrials = 10;
const reportsSignal = signals.indexOf("reports");
/** Signals that fail downward. */
const fewIsBad: readonly number[] = [signals.indexOf("traffic"), signals.indexOf("deliveries")];

/** Services that fail on their own evidence, in order of first appearance. */
export function isolatedFailures(evidence: Evidence, threshold: number): readonly IsolatedFailure[] {
  const { directory } = evidence;
  const failingByService = new Map<number, Entity[]>();
  const room = lagScratch();
  const nearly = 0.9 * Math.exp(threshold);
  for (const entity of directory.entities) {
    if (
      isFarBelow(evidence, entity, { threshold, nearly }) ||
      !failsByItself(evidence, entity, threshold, room)
    )
      continue;
    failingByService.set(entity.service, [...(failingByService.get(entity.service) ?? []), entity]);
  }
  return [...failingByService]
    .sort(([one], [other]) => one - other)
    .map(([service, failing]) => ({
      service: directory.services[service]!.name,
      onsetWindow: earliestOnset(evidence, failing),
      logEvidence: Math.max(...failing.map((entity) => ownEvidence(evidence, entity))),
    }));
}

/** Without a logarithm: whether neither sum comes near the threshold. */
function isFarBelow(
  evidence: Evidence,
  { index }: Entity,
  { threshold, nearly }: { readonly threshold: number; readonly nearly: number },
): boolean {
  const { withoutReports } = evidence.likelihoods;
  const offset = index * onsetsTried;
  let sum = 0;
  for (let at = offset; at < offset + onsetsTried; at += 1) sum += withoutReports[at]!;
  return sum < nearly && slowEvidence(evidence, index) <= threshold;
}

/** Since which window a service fails by itself; null where its evidence does not exceed the threshold, in nats. */
export function isolatedOnset(evidence: Evidence, service: number, threshold: number): number | null {
  const { directory } = evidence;
  const failing = directory.services[service]!.entities.map((index) => directory.entities[index]!).filter(
    (entity) => ownEvidence(evidence, entity) > threshold,
  );
  return failing.length === 0 ? null : earliestOnset(evidence, failing);
}

const earliestOnset = (evidence: Evidence, entities: readonly Entity[]): number =>
  Math.min(...entities.map((entity) => entityOnset(evidence, entity)));

/**
 * Evidence that the entity fails, without reports, nats: the larger of ln of its Shiryaev-Roberts sum over the onsets that are tried
 * and the CUSUM of its most telling signal, which remembers slow evidence for longer, less ln of the number of signals
 * that were looked at. A CUSUM is at most the full Shiryaev-Roberts sum, so the threshold keeps its meaning.
 */
function ownEvidence(evidence: Evidence, { index }: Entity): number {
  return Math.max(shiryaevRoberts(evidence, index), slowEvidence(evidence, index));
}

function slowEvidence({ entities }: Evidence, index: number): number {
  const { signalCusum } = entities;
  let slow = 0;
  for (let signal = 0; signal < signals.length; signal += 1) {
    if (signal !== reportsSignal) slow = Math.max(slow, signalCusum[index * signals.length + signal]!);
  }
  return slow - Math.log(signals.length - 1);
}

function shiryaevRoberts({ likelihoods }: Evidence, entity: number, onsets = onsetsTried): number {
  const sum = logSum();
  const offset = entity * onsetsTried;
  for (let index = 0; index < onsets; index += 1) {
    addLogarithm(sum, Math.log(weightOf(index) * likelihoods.withoutReports[offset + index]!));
  }
  return totalOf(sum);
}

/**
 * Window in which the entity most likely began to fail. Where it has failed for longer than recent starts are kept, the
 * window since which nothing of it is learned, or an old start.
 */
function entityOnset(evidence: Evidence, entity: Entity): number {
  const { window } = evidence;
  const likelihoods = onsetLikelihoods(evidence, entity);
  const heldSince = evidence.entities.heldSince[entity.index]!;
  const isOlder = heldSince >= 0 && window - heldSince >= startsKept && reachesBack(likelihoods);
  return isOlder ? heldSince : window - onsetSpan(evidence, entity, likelihoods)[1];
}

/** Whether an entity fails on its own evidence (rule 28): it is over the threshold, it shows, and it still goes on. */
function failsByItself(evidence: Evidence, entity: Entity, threshold: number, room: Float64Array): boolean {
  if (ownEvidence(evidence, entity) <= threshold || !goesOn(evidence, entity)) return false;
  if (isSilent(evidence, entity.index)) return true;
  const onsetWindow = entityOnset(evidence, entity);
  const lastedMs = lastedMsSince(evidence, onsetWindow);
  if (failsOutright(evidence, entity, lastedMs)) return true;
  return (
    lastedMs >= blipMs &&
    showsItself(evidence, { entity, lastedMs }, room) &&
    outlastsBlip(evidence, entity, onsetWindow) &&
    (recentEvidence(evidence, entity) > threshold || isBeyondWander(evidence, entity))
  );
}

/** Evidence that the entity fails of the recent starts alone, nats. */
const recentEvidence = (evidence: Evidence, { index }: Entity): number =>
  shiryaevRoberts(evidence, index, lagGrid.length);

/** Whether two signals of an entity show a failure, or one for seven minutes. */
function showsItself(
  evidence: Evidence,
  { entity, lastedMs }: { readonly entity: Entity; readonly lastedMs: number },
  room: Float64Array,
): boolean {
  let shown = 0;
  for (let signal = 0; signal < signals.length; signal += 1) {
    if (signal === reportsSignal) continue;
    if ((bestSignalEvidence(evidence, entity, signal, room) ?? 0) > signalEvidence) shown += 1;
  }
  return shown >= signalsNeeded || lastedMs >= loneSignalMs;
}

/** For how long an entity has failed, since its onset. */
const lastedMsSince = ({ window, windowMs }: Evidence, onsetWindow: number): number =>
  (window - onsetWindow) * windowMs;

/**
 * Whether the failure still goes on (rule 43), so that nothing is raised that is over: each of the last two windows
 * speaks for it, of all signals together or of one, and what is observed lies outside its band on the bad side.
 */
function goesOn(evidence: Evidence, entity: Entity): boolean {
  if (!isOutside(evidence, entity)) return false;
  const { windowEvidence, windowEvidenceBefore } = evidence.entities;
  if (windowEvidence[entity.index]! > 0 && windowEvidenceBefore[entity.index]! > -nothingSaid) return true;
  return signals.some((_, signal) => signal !== reportsSignal && speaksTwice(evidence, entity, signal));
}

/** Whether something of the entity but reports is observed outside its band on the bad side, or is missing. */
function isOutside({ series, entities, window }: Evidence, { index, seriesBySignal }: Entity): boolean {
  if (entities.missing[index] === 1) return true;
  return seriesBySignal.some((rows, signal) =>
    rows.some((row) => {
      if (signal === reportsSignal || series.measureOf(row) === null) return false;
      if (series.observedWindow[row] !== window || series.ready[row] === 0) return false;
      const observed = series.observed[row]!;
      return fewIsBad.includes(signal) ? observed <= series.lower[row]! : observed > series.upper[row]!;
    }),
  );
}

/**
 * Whether a service shows by itself that it fails, whatever its evidence adds up to, and does so still (rule 40). Silence
 * is one signal, but all others are in it: it need not last as long as one that others contradict.
 */
export function isConfirmed(evidence: Evidence, service: number): boolean {
  const { directory, entities } = evidence;
  const room = lagScratch();
  return directory.services[service]!.entities.some((index) => {
    const entity = directory.entities[index]!;
    const onsetWindow = entityOnset(evidence, entity);
    if (outlastsBlip(evidence, entity, onsetWindow)) return true;
    const speaksStill = entities.windowEvidence[index]! > 0 && entities.windowEvidenceBefore[index]! > 0;
    if (!speaksStill) return false;
    if (isSilent(evidence, index)) return true;
    const lastedMs = lastedMsSince(evidence, onsetWindow);
    return showsItself(evidence, { entity, lastedMs }, room) || failsOutright(evidence, entity, lastedMs);
  });
}

/**
 * Whether one signal alone is beyond what a blip does, a minute after the onset: a fifth of what is out of something
 * fails, or no more than a tenth of the traffic comes.
 */
function failsOutright(evidence: Evidence, entity: Entity, lastedMs: number): boolean {
  const { series, window } = evidence;
  if (lastedMs < outrightMs) return false;
  return entity.seriesBySignal.some((rows, signal) =>
    rows.some((row) => {
      if (signal === reportsSignal || series.observedWindow[row] !== window || series.ready[row] === 0)
        return false;
      const observed = series.observed[row]!;
      const expected = series.expected[row]!;
      if (fewIsBad.includes(signal)) return expected >= fewestTrials && observed <= trafficLeft * expected;
      const exposure = series.exposure[row]!;
      return (
        series.measureOf(row) === "share" && exposure >= fewestTrials && observed >= shareFailing * exposure
      );
    }),
  );
}

/** Whether what was due of an entity has not come for three minutes. Of whom nothing is expected nothing is due. */
function isSilent({ entities, window, windowMs }: Evidence, index: number): boolean {
  if (entities.sightings[index] === 0) return false;
  const overdueWindows = window - entities.lastSeen[index]! - cadenceOf(entities, index);
  return overdueWindows * windowMs >= silenceMs;
}
