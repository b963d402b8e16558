import type { AlertEvent, EvidenceFrame, Topology } from "@tocsin/contracts";
import type { Strip } from "../client/payload.ts";
import { marksOf } from "../page/signal-charts.ts";
import { orderedUnits, speakingUnits, stripOf } from "../page/strip-rows.ts";
import { evidenceStrip } from "../record/evidence-strip.ts";
import { incidentLog } from "../record/incident-log.ts";
import { summaryOf, titleOf } from "../words/alert-words.ts";

const stripBins = 480;
const mostRows = 48;
/** An outage is drawn with this much before and after it. */
const roomMs = 3_600_000;

/** One incident as one configuration told it. */
export interface DrawnIncident {
  readonly scope: string;
  readonly title: string;
  readonly summary: string;
  readonly fromMs: number;
  /** Null where it was not over. */
  readonly toMs: number | null;
  readonly component: string | null;
  readonly members: readonly string[];
}

/** What a comparison draws of one recording under one configuration; plain data, to be kept and passed on. */
export interface PairDrawing {
  readonly strip: Strip | null;
  /** Services and operations that show something, too, and are not drawn. */
  readonly rowsLeftOut: number;
  readonly incidents: readonly DrawnIncident[];
}

export interface PairRecorder {
  readonly addEvidence: (frame: EvidenceFrame) => void;
  readonly addAlert: (event: AlertEvent) => void;
  readonly finish: () => PairDrawing;
}

export interface PairContext {
  readonly topology: Topology | null;
  readonly windowMs: number;
  /** What is drawn, epoch milliseconds: the time of the labels; null for all of the recording. */
  readonly span: { readonly fromMs: number; readonly toMs: number } | null;
}

/** Collects evidence and alerts of one replay, as `createReport` does, for one picture. */
export function pairRecorder({ topology, windowMs, span }: PairContext): PairRecorder {
  const strip = evidenceStrip(windowMs, stripBins);
  const log = incidentLog();
  const isDrawn = (at: number): boolean =>
    span === null || (at >= span.fromMs - roomMs && at < span.toMs + roomMs);
  return {
    addEvidence: (frame) => {
      if (isDrawn(frame.windowStart)) strip.add(frame);
    },
    addAlert: (event) => log.addAlert(event),
    finish: () => {
      const standing = log.incidents().filter(({ outcome }) => outcome.status !== "retracted");
      const first = standing.find(({ outcome }) => outcome.scope === "simultaneous");
      const failed = new Set(standing.flatMap(({ outcome }) => outcome.members));
      const units = speakingUnits(strip, orderedUnits(strip.units, standing, topology), failed);
      const marks = first === undefined ? [] : marksOf(first, null, []);
      return {
        strip: stripOf(strip, units, { marks, rows: mostRows }),
        rowsLeftOut: Math.max(0, units.length - mostRows),
        incidents: standing.map(({ outcome, latest }) => ({
          scope: outcome.scope,
          title: titleOf(latest.data),
          summary: summaryOf(latest.data),
          fromMs: outcome.onsetMs,
          toMs: outcome.endMs,
          component: outcome.component,
          members: outcome.members,
        })),
      };
    },
  };
}
