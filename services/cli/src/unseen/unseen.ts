import type { AlertEvent } from "@tocsin/contracts";
import { type LateLedger, lateLedger } from "./late-lines.ts";
import { type RefusedLines, refusedLines } from "./refused-lines.ts";
import { type SeriesLedger, seriesLedger } from "./series-ledger.ts";
import { type TelemetrySeen, telemetrySeen } from "./telemetry-seen.ts";

/** What a replay could not see: whose lines were refused, which were late, which series were too many, and of whom there was no telemetry. */
export interface Unseen {
  readonly refused: RefusedLines;
  readonly late: LateLedger;
  readonly telemetry: TelemetrySeen;
  readonly series: SeriesLedger;
  /** After the frames of its window. */
  readonly noteAlert: (event: AlertEvent) => void;
  /** Suspected services of an incident of which there was no telemetry whenever it spoke. */
  readonly withoutTelemetry: (incident: string, suspected: readonly string[]) => readonly string[];
}

/** `declared`: the services of the topology. */
export function unseen(declared: readonly string[], allowedLatenessMs: number): Unseen {
  const telemetry = telemetrySeen();
  const judgedIn = new Map<string, Set<string>>();
  return {
    refused: refusedLines(declared),
    late: lateLedger(allowedLatenessMs),
    telemetry,
    series: seriesLedger(),
    noteAlert({ time, data: { incident, services } }) {
      const suspected = services.filter(({ role }) => role === "suspected");
      if (suspected.length === 0) return;
      const judged = judgedIn.get(incident) ?? new Set();
      judgedIn.set(incident, judged);
      for (const { service } of suspected)
        if (telemetry.tells(service, Date.parse(time))) judged.add(service);
    },
    withoutTelemetry(incident, suspected) {
      const judged = judgedIn.get(incident);
      return judged === undefined ? [] : suspected.filter((service) => !judged.has(service));
    },
  };
}
