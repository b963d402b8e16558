import {
  type AlertEvent,
  type Alerts,
  type ClearestSignalsSnapshot,
  createAlerts,
  type EvidenceFrame,
  evidenceFrame,
} from "../alert/index.ts";
import { type Correlator, createCorrelator, type LoneRate, type TopologyInput } from "../correlate/index.ts";
import {
  type Digest,
  follow,
  type Incidents,
  knownFailures,
  membersOf,
  noIncidents,
  step,
} from "../incident/index.ts";
import type { Knowledge } from "../knowledge/knowledge.ts";
import { createModel, forgetting, type Model, type ModelSnapshot, type WarmUp } from "../model/index.ts";
import type { WorldWindow } from "../world/world-window.ts";
import { detectorVersion } from "./version.ts";

/** What detection depends on; all of it but `withEvidence` is in `configHash`. */
export interface DetectionConfig {
  readonly environment: string;
  readonly windowMs: number;
  readonly allowedLatenessMs: number;
  readonly falseAlarmsPer90Days: number;
  readonly topology: TopologyInput | null;
  /** What people know of the world. Absent: nothing. */
  readonly knowledge?: Knowledge;
  readonly configHash: string;
  readonly digest: Digest;
  /** Whether an evidence frame is made of every window. It costs about as much as detection itself. */
  readonly withEvidence: boolean;
}

/** What one window of the world led to. */
export interface DetectedWindow {
  /** Start of the window, epoch milliseconds. */
  readonly windowStart: number;
  /** Null without `withEvidence`. */
  readonly evidence: EvidenceFrame | null;
  readonly alerts: readonly AlertEvent[];
}

export interface WindowDetectionSnapshot {
  /** The detector that took it. */
  readonly detectorVersion: string;
  readonly configHash: string;
  readonly model: ModelSnapshot;
  readonly loneRate: LoneRate;
  readonly incidents: Incidents;
  readonly signals: ClearestSignalsSnapshot;
}

/** Steps 4 to 7: windows of the world in, evidence and alerts out. */
export interface WindowDetection {
  /** Windows must come in order and without gaps. */
  step(world: WorldWindow): DetectedWindow;
  /** Plain data; a detection made from it continues bit for bit. */
  snapshot(): WindowDetectionSnapshot;
  /** Goes on as if the open incidents had never been, because nothing of them was emitted. What speaks for them still does. */
  forgetIncidents(): void;
  /** Nothing of what was seen so far speaks for or against a failure any more; what was learned stays. */
  forgetEvidence(): void;
  /** Services seen so far, and series. */
  seen(): { readonly services: readonly string[]; readonly series: number };
  /** Which services can be heard after the last window, and which cannot yet. */
  warmUp(): WarmUp;
  /** Components that are not watched now, because their services fail alone too often. */
  unwatched(): readonly string[];
}

interface Stages {
  readonly config: DetectionConfig;
  readonly model: Model;
  readonly correlator: Correlator;
  readonly alerts: Alerts;
  incidents: Incidents;
}

/**
 * The snapshot must be of the present `detectionFormat`, whichever detector took it: what was learned, the evidence and
 * the open incidents of an older `detectorVersion` go on. Evidence is a product of e-values, each with a mean of at most
 * one when nothing is wrong whatever came before it, so one that two detectors have made together is as sound as that of
 * one. (Without the evidence, an incident that still goes on would be resolved and opened anew.)
 *
 * Throws RangeError for a snapshot of another configuration, see `adoptedSnapshot`; and for a budget that is no positive
 * number: of none no threshold follows, and with an endless one everything is an alarm.
 */
export function windowDetection(
  config: DetectionConfig,
  snapshot?: WindowDetectionSnapshot,
): WindowDetection {
  if (snapshot !== undefined && snapshot.configHash !== config.configHash) {
    throw new RangeError("the snapshot belongs to another configuration");
  }
  const { falseAlarmsPer90Days } = config;
  if (!(falseAlarmsPer90Days > 0 && Number.isFinite(falseAlarmsPer90Days))) {
    throw new RangeError(`a budget of ${falseAlarmsPer90Days} false alarms is no positive number`);
  }
  const stages: Stages = {
    config,
    model: createModel(config.windowMs, snapshot?.model),
    correlator: createCorrelator(config, snapshot?.loneRate),
    alerts: createAlerts({ ...config, detectorVersion }, snapshot?.signals),
    incidents: snapshot?.incidents ?? noIncidents,
  };
  return {
    step: (world) => detectWindow(stages, world),
    snapshot: () => ({
      detectorVersion,
      configHash: config.configHash,
      model: stages.model.snapshot(),
      loneRate: stages.correlator.snapshot(),
      incidents: stages.incidents,
      signals: stages.alerts.snapshot(),
    }),
    forgetIncidents: () => {
      stages.incidents = { ...stages.incidents, open: [], blindWindows: 0 };
      stages.alerts.forget();
    },
    forgetEvidence: () => stages.model.forgetEvidence(),
    seen: () => stages.model.seen(),
    warmUp: () => stages.model.warmUp(),
    unwatched: () => stages.correlator.unwatched(),
  };
}

/** The whole of detection, one window: each stage takes what the one before gives, and feedback goes to the model last. */
function detectWindow(stages: Stages, world: WorldWindow): DetectedWindow {
  const { config, model, correlator, alerts, incidents } = stages;

  const observed = model.observe(world);

  const assessment = correlator.assess(observed, membersOf(incidents));
  const followed = follow(incidents, assessment, config);

  const evidence = forgetting(observed, followed.over);
  const verdict = correlator.decide(observed, evidence, {
    failures: knownFailures(followed.standing, observed),
    endedAlone: incidents.endedAlone,
  });

  const stepped = step(incidents, followed, verdict, config);
  stages.incidents = stepped.incidents;

  const detected = {
    windowStart: world.windowStart,
    evidence: config.withEvidence ? evidenceFrame(evidence, verdict, stepped.feedback) : null,
    alerts: alerts.emit(stepped.transitions, evidence),
  };
  model.apply(stepped.feedback);
  return detected;
}
