import {
  type AlertEvent,
  type Alerts,
  type AlertsSnapshot,
  createAlerts,
  type EvidenceFrame,
  evidenceFrame,
  type LinkTemplates,
} from "../alert/index.ts";
import {
  type Correlator,
  createCorrelator,
  isListed,
  type LoneRate,
  type TopologyInput,
} from "../correlate/index.ts";
import {
  type Digest,
  follow,
  type Incidents,
  knownFailures,
  membersOf,
  noIncidents,
  step,
  takesPart,
} from "../incident/index.ts";
import type { Knowledge, MaintenanceCommand, PlannedWork } from "../knowledge/knowledge.ts";
import {
  type Maintenance,
  type MaintenanceAnswer,
  maintenanceAfter,
  maintenanceBeside,
  noMaintenance,
  plannedAhead,
  tellMaintenance,
} from "../knowledge/maintenance.ts";
import {
  createModel,
  forgetting,
  type Model,
  type ModelSnapshot,
  type WarmUp,
  withoutMaintained,
  type WorkOn,
} from "../model/index.ts";
import type { RefusedSeries, WorldWindow } from "../world/world-window.ts";
import { plannedWorks } from "./planned-works.ts";
import { detectorVersion } from "./version.ts";

/** What detection depends on; all of it but `withEvidence` and `links` is in `configHash`. */
export interface DetectionConfig {
  readonly environment: string;
  readonly windowMs: number;
  readonly allowedLatenessMs: number;
  readonly falseAlarmsPer90Days: number;
  /** False isolated alarms of each service that are acceptable; absent: an equal part of `falseAlarmsPer90Days`. */
  readonly isolatedPerServicePer90Days?: number;
  /** Suspicions by reports alone that are acceptable; absent: as many as come at the threshold of an alarm. */
  readonly reportsOnlyPer90Days?: number;
  readonly topology: TopologyInput | null;
  /** What people know of the world. Absent: nothing. */
  readonly knowledge?: Knowledge;
  readonly configHash: string;
  readonly digest: Digest;
  /** Whether an evidence frame is made of every window. It costs about as much as detection itself. */
  readonly withEvidence: boolean;
  /** Links that every alert carries, as templates; no part of `configHash` either. */
  readonly links?: LinkTemplates;
}

/** What one window of the world led to. */
export interface DetectedWindow {
  /** Start of the window, epoch milliseconds. */
  readonly windowStart: number;
  /** Series that came and were not taken, because there are too many. Null: none. */
  readonly refused: RefusedSeries | null;
  /** How many series were dropped before the window, because nothing had come of them for too long. */
  readonly dropped: number;
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
  readonly alerts: AlertsSnapshot;
  /** Planned work that was told by commands. Absent: none was. */
  readonly maintenance?: Maintenance;
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
  /** Whether a service stays known however long nothing comes of it: people named it, or it is part of an open incident. */
  keeps(service: string): boolean;
  /** Services that are known, and series. */
  seen(): { readonly services: readonly string[]; readonly series: number };
  /** Which services can be heard after the last window, and which cannot yet. */
  warmUp(): WarmUp;
  /** Components that are not watched now, because their services fail alone too often. */
  unwatched(): readonly string[];
  /**
   * Applies a command about planned work, from the next window on. `offset`: where it stands in the command topic; one that
   * is not behind the last that was applied changes nothing.
   */
  tell(command: MaintenanceCommand, offset?: number): MaintenanceAnswer;
  /** Commands up to there are applied, of whatever kind they were. */
  noteCommands(offset: number): void;
  /** The command topic was made anew: its offsets begin again. What was told stays. */
  forgetCommandsOffset(): void;
  /** Where the last command stood that was applied; null: there was none. */
  commandsOffset(): number | null;
  /** Planned work that is in force or ahead after the last window, that of the configuration first. */
  maintenance(): readonly PlannedWork[];
}

interface Stages {
  readonly config: DetectionConfig;
  readonly model: Model;
  readonly correlator: Correlator;
  readonly alerts: Alerts;
  /** Planned work as the model takes it. */
  readonly works: (maintenance: Maintenance) => readonly WorkOn[];
  incidents: Incidents;
  maintenance: Maintenance;
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
  const { falseAlarmsPer90Days, isolatedPerServicePer90Days = 1, reportsOnlyPer90Days = 1 } = config;
  for (const budget of [falseAlarmsPer90Days, isolatedPerServicePer90Days, reportsOnlyPer90Days]) {
    if (!(budget > 0 && Number.isFinite(budget)))
      throw new RangeError(`a budget of ${budget} false alarms is no positive number`);
  }
  const stages: Stages = {
    config,
    model: createModel(config.windowMs, snapshot?.model, config.knowledge),
    correlator: createCorrelator(config, snapshot?.loneRate),
    alerts: createAlerts({ ...config, detectorVersion }, snapshot?.alerts),
    incidents: snapshot?.incidents ?? noIncidents,
    works: plannedWorks(config.topology, configuredWork(config)),
    maintenance: maintenanceBeside(snapshot?.maintenance ?? noMaintenance, configuredWork(config)),
  };
  return {
    step: (world) => detectWindow(stages, world),
    snapshot: () => ({
      detectorVersion,
      configHash: config.configHash,
      model: stages.model.snapshot(),
      loneRate: stages.correlator.snapshot(),
      incidents: stages.incidents,
      alerts: stages.alerts.snapshot(),
      maintenance: stages.maintenance,
    }),
    forgetIncidents: () => {
      stages.incidents = { ...stages.incidents, open: [], blindWindows: 0 };
      stages.alerts.forget();
    },
    forgetEvidence: () => stages.model.forgetEvidence(),
    keeps: (service) => isListed(config.topology, service) || takesPart(stages.incidents, service),
    seen: () => stages.model.seen(),
    warmUp: () => stages.model.warmUp(),
    unwatched: () => stages.correlator.unwatched(),
    tell: (command, offset) => tell(stages, command, offset),
    noteCommands: (offset) => noteCommands(stages, offset),
    forgetCommandsOffset: () => {
      stages.maintenance = { ...stages.maintenance, commandsOffset: null };
    },
    commandsOffset: () => stages.maintenance.commandsOffset,
    maintenance: () => plannedAhead(stages.maintenance, configuredWork(config)),
  };
}

const configuredWork = ({ knowledge }: DetectionConfig): readonly PlannedWork[] =>
  knowledge?.maintenance ?? [];

function tell(stages: Stages, command: MaintenanceCommand, offset: number | undefined): MaintenanceAnswer {
  const { commandsOffset } = stages.maintenance;
  if (offset !== undefined && commandsOffset !== null && offset <= commandsOffset) return "applied-before";
  const { maintenance, answer } = tellMaintenance(stages.maintenance, command, configuredWork(stages.config));
  stages.maintenance = maintenance;
  if (offset !== undefined) noteCommands(stages, offset);
  return answer;
}

function noteCommands(stages: Stages, offset: number): void {
  const { commandsOffset } = stages.maintenance;
  if (commandsOffset !== null && offset <= commandsOffset) return;
  stages.maintenance = { ...stages.maintenance, commandsOffset: offset };
}

/** The whole of detection, one window: each stage takes what the one before gives, and feedback goes to the model last. */
function detectWindow(stages: Stages, world: WorldWindow): DetectedWindow {
  const { config, model, correlator, alerts, incidents } = stages;

  const observed = model.observe(world, stages.works(stages.maintenance));
  const judged = withoutMaintained(observed);

  const assessment = correlator.assess(judged, membersOf(incidents));
  const followed = follow(incidents, assessment, config);

  const forgotten = [...followed.over, ...followed.drifted];
  const evidence = forgetting(judged, forgotten);
  const verdict = correlator.decide(judged, evidence, {
    failures: knownFailures(followed.standing, observed),
    endedAlone: incidents.endedAlone,
  });

  const stepped = step(incidents, followed, verdict, config);
  stages.incidents = stepped.incidents;

  const shown = judged === observed ? evidence : forgetting(observed, forgotten);
  const bounds = { refused: world.refused ?? null, dropped: world.dropped?.length ?? 0 };
  const detected = {
    windowStart: world.windowStart,
    ...bounds,
    evidence: config.withEvidence
      ? evidenceFrame(shown, verdict, {
          ...stepped.feedback,
          open: stepped.incidents.open,
          commandsOffset: stages.maintenance.commandsOffset,
          ...bounds,
        })
      : null,
    alerts: alerts.emit(stepped.transitions, evidence, stepped.incidents.open),
  };
  model.apply(stepped.feedback);
  stages.maintenance = maintenanceAfter(stages.maintenance, world.windowStart + world.windowMs);
  return detected;
}
