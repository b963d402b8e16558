import type { Score, Summary } from "@tocsin/contracts";
import { detectorVersion, score, truthOf, unlistedServices } from "@tocsin/core";
import type { DetectionSession } from "@tocsin/detector";
import type { Settings } from "../settings/settings.ts";
import type { IncidentLedger } from "../timeline/incident-history.ts";
import type { Source, Story } from "../timeline/story.ts";
import { doubtsOf, excludedDoubts, seriesDoubts } from "../unseen/doubts.ts";
import { quietIncidents, type QuietIncident } from "../unseen/quiet-since.ts";
import { feedbackByIncident } from "../told/told-commands.ts";
import type { RecordedCommands } from "./recorded-commands.ts";
import type { ReplayRequest } from "./request.ts";
import { summaryOf } from "./summary.ts";
import { coveredBy, droppedFields, rejectedByCode, type Tally } from "./tally.ts";
import type { Unseen } from "../unseen/unseen.ts";

/** All that a replay has gathered by its end. */
export interface Gathered {
  readonly request: ReplayRequest;
  readonly settings: Settings;
  readonly ledger: IncidentLedger;
  readonly tally: Tally;
  readonly unseen: Unseen;
  readonly session: DetectionSession;
  readonly commands: RecordedCommands;
  readonly sources: readonly Source[];
  /** Readings of a window that the input does not finish. */
  readonly unfinished: number;
}

/** What a replay came to, for programs and for people. */
export interface Conclusion {
  readonly summary: Summary;
  readonly story: Story;
}

export function concluded({
  request,
  settings,
  ledger,
  tally,
  unseen,
  session,
  commands,
  sources,
  unfinished,
}: Gathered): Conclusion {
  const { configuration, topology, labels } = settings;
  const { services, series } = session.seen();
  const histories = ledger.histories();
  const unlisted = unlistedServices(topology, services);
  const scored = scoreOf(settings, ledger, tally);
  const seen = seenOf({ request, settings, ledger, tally, unseen, session });
  const ofSeries = unseen.series.told();
  const summary = summaryOf({
    ...seen,
    ofSeries,
    inputs: request.recordings,
    environment: configuration.environment,
    detectorVersion,
    configHash: session.settings().configHash,
    tally,
    services: services.length,
    series,
    unlistedServices: unlisted,
    alerts: ledger.events(),
    histories,
    score: scored,
  });
  const story: Story = {
    ...seen,
    ...ofSeries,
    late: unseen.late.told(),
    histories,
    topology,
    sources,
    windowMs: configuration.windowMs,
    covered: coveredBy(tally),
    services: services.length,
    readings: tally.readings,
    readAgain: tally.readAgain,
    unfinished,
    rejectedByCode: rejectedByCode(tally),
    droppedFields: droppedFields(tally),
    unlistedServices: unlisted,
    feedback: feedbackByIncident(commands.feedback()),
    score: scored,
    labelsOutside: scored === null ? 0 : (labels?.incidents.length ?? 0) - scored.incidents.length,
  };
  return { summary, story };
}

/** How far the answer can be trusted: what was refused, what that leaves in doubt, and incidents that look over. */
function seenOf({
  request,
  settings: { topology, configuration },
  ledger,
  tally,
  unseen,
  session,
}: Omit<Gathered, "sources" | "unfinished" | "commands">) {
  const { readingsOf } = unseen.telemetry;
  const refused = unseen.refused.told({
    readings: tally.readings,
    readingsOf,
    declared: Object.keys(topology?.services ?? {}),
    limit: request.maxRefused,
  });
  const outcomes = ledger.histories().map(({ outcome }) => outcome);
  const isOpen = outcomes.some(({ endMs }) => endMs === null);
  return {
    refused,
    doubts: [
      ...doubtsOf(refused, tally.rejectedByCode, unseen.telemetry),
      ...seriesDoubts(unseen.series.told()),
      ...excludedDoubts(
        configuration.exclude,
        session.warmUp().warmingUp.map(({ service }) => service),
        unseen.telemetry,
      ),
    ],
    quiet: isOpen ? quietNow(session, configuration.windowMs) : new Map<string, QuietIncident>(),
    withoutTelemetry: new Map(
      outcomes.map(({ incident, members }) => [incident, unseen.withoutTelemetry(incident, members)]),
    ),
  };
}

const quietNow = (session: DetectionSession, windowMs: number): ReadonlyMap<string, QuietIncident> =>
  quietIncidents(session.snapshot().detection.windows.incidents.open, windowMs);

/** Null without labels, and where there is no telemetry to score. */
function scoreOf({ labels }: Settings, ledger: IncidentLedger, tally: Tally): Score | null {
  const observed = coveredBy(tally);
  if (labels === null || observed === null) return null;
  return score(
    ledger.histories().map(({ outcome }) => outcome),
    truthOf(labels),
    observed,
  );
}
