import type { Score, Summary } from "@tocsin/contracts";
import { detectorVersion, score, truthOf, unlistedServices } from "@tocsin/core";
import type { DetectionSession } from "@tocsin/detector";
import type { Settings } from "../settings/settings.ts";
import type { IncidentLedger } from "../timeline/incident-history.ts";
import type { Source, Story } from "../timeline/story.ts";
import type { ReplayRequest } from "./request.ts";
import { summaryOf } from "./summary.ts";
import { coveredBy, droppedFields, rejectedByCode, type Tally } from "./tally.ts";

/** All that a replay has gathered by its end. */
export interface Gathered {
  readonly request: ReplayRequest;
  readonly settings: Settings;
  readonly ledger: IncidentLedger;
  readonly tally: Tally;
  readonly session: DetectionSession;
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
  session,
  sources,
  unfinished,
}: Gathered): Conclusion {
  const { configuration, topology, labels } = settings;
  const { services, series } = session.seen();
  const histories = ledger.histories();
  const unlisted = unlistedServices(topology, services);
  const scored = scoreOf(settings, ledger, tally);
  const summary = summaryOf({
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
    histories,
    topology,
    sources,
    windowMs: configuration.windowMs,
    covered: coveredBy(tally),
    services: services.length,
    readings: tally.readings,
    unfinished,
    rejectedByCode: rejectedByCode(tally),
    droppedFields: droppedFields(tally),
    unlistedServices: unlisted,
    score: scored,
    labelsOutside: scored === null ? 0 : (labels?.incidents.length ?? 0) - scored.incidents.length,
  };
  return { summary, story };
}

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
