import type {
  AlertEvent,
  EvidenceFrame,
  EvidenceWeighed,
  IncidentFeedback,
  Labels,
  Summary,
  Topology,
} from "@tocsin/contracts";
import { reportDocument } from "./page/document.ts";
import { evidenceStrip } from "./record/evidence-strip.ts";
import { detailRecorder } from "./record/incident-detail.ts";
import { incidentLog } from "./record/incident-log.ts";

export { type MomentPage, type MomentWords, momentPage, momentPicture } from "./picture/moment-picture.ts";
export {
  type ComparedCase,
  type ComparedPair,
  comparisonDocument,
} from "./comparison/comparison-document.ts";
export { type PairDrawing, pairRecorder } from "./comparison/pair-drawing.ts";

/** Time bins of the strip over the whole recording. */
const overviewBins = 4000;

/** What the report needs to know beforehand. */
export interface ReportContext {
  readonly topology: Topology | null;
  readonly labels: Labels | null;
  readonly environment: string;
  readonly windowMs: number;
}

/**
 * Collects what a report shows while a replay runs, in memory that grows with services and incidents (up to a limit)
 * but not with time. Frames come in order of time; an alert comes after the frame of the window that caused it.
 */
export interface Report {
  readonly addEvidence: (frame: EvidenceFrame) => void;
  readonly addAlert: (event: AlertEvent) => void;
  /**
   * One HTML document that needs no network. The same input gives the same bytes. `feedback`: what people said of
   * incidents afterwards, the last of each, by incident.
   */
  readonly finish: (summary: Summary, feedback?: ReadonlyMap<string, IncidentFeedback>) => Promise<string>;
}

export function createReport(context: ReportContext): Report {
  const overview = evidenceStrip(context.windowMs, overviewBins);
  const log = incidentLog();
  const details = detailRecorder(context.windowMs);
  const weighed = new Map<string, EvidenceWeighed>();
  return {
    addEvidence: (frame) => {
      overview.add(frame);
      details.addFrame(frame);
      for (const one of frame.weighed ?? []) weighed.set(one.incident, one);
    },
    addAlert: (event) => {
      log.addAlert(event);
      details.addAlert(event);
    },
    finish: async (summary, feedback = new Map()) =>
      reportDocument({
        ...context,
        summary,
        overview,
        records: log.incidents(),
        recordsLeftOut: log.leftOut(),
        details: details.finish(),
        weighed,
        feedback,
      }),
  };
}
