import { z } from "zod";
import { IncidentScope, IncidentStatus } from "./alert.ts";

const instant = z.iso.datetime();

export const IncidentScore = z.object({
  id: z.string(),
  found: z.boolean(),
  incident: z.string().nullable(),
  scopeRight: z.boolean(),
  delayMs: z.number().nullable(),
  onsetErrorMs: z.number().nullable(),
  component: z.string().nullable(),
  /** Null where the label names none. */
  componentRight: z.boolean().nullable(),
  precision: z.number().nullable(),
  recall: z.number().nullable(),
  innocentBlamed: z.array(z.string()),
});
export type IncidentScore = z.infer<typeof IncidentScore>;

export const Score = z.object({
  incidents: z.array(IncidentScore),
  quietDays: z.number(),
  falseAlarms: z.int(),
  /** Null where there is no quiet time to measure it in. */
  falseAlarmsPer90Days: z.number().nullable(),
});
export type Score = z.infer<typeof Score>;

/** Lines that were refused, of one service or of all. */
const refusedLines = {
  refused: z.int(),
  /** Refused lines and readings that count. What came again (`duplicate`, read again) is neither. */
  of: z.int(),
  /** The one divided by the other, 0 to 1; 0 where there is nothing. */
  share: z.number().min(0).max(1),
};

/** How much of the input was refused: malformed, invalid, not believed or late. */
export const Refused = z.object({
  ...refusedLines,
  /** The share from which on a replay does not vouch for its answer: `--max-refused`. */
  limit: z.number().min(0).max(1),
  /** By service, most first, at most 20: that of the reading, or the message's key where it could not be decoded. */
  services: z.array(
    z.object({ service: z.string(), ...refusedLines, byCode: z.record(z.string(), z.int()) }),
  ),
  /** Services beyond those, and refused lines of which no service is known. */
  servicesLeftOut: z.int(),
  ofUnknownService: z.int(),
  /** Services of the topology of which more than the limit was refused, most first, at most 20. */
  overLimit: z.array(z.string()),
});
export type Refused = z.infer<typeof Refused>;

/**
 * Why a replay cannot say that nothing failed. `refused-lines`, `refused-service-lines`: more than the limit was refused,
 * of all lines or of those of a service of the topology. `broken-file`: a file was not read to its end.
 * `no-telemetry`: there was none but people's reports. `short-telemetry`: of no service was there enough to judge it.
 * `refused-series`: there were more series than are kept, and what they said was not seen. `excluded-past`: of a service or more the past was excluded, so that there was not enough left to judge it.
 */
export const Doubt = z.enum([
  "refused-lines",
  "refused-service-lines",
  "broken-file",
  "no-telemetry",
  "short-telemetry",
  "excluded-past",
  "refused-series",
]);
export type Doubt = z.infer<typeof Doubt>;

/** What a replay did: `summary.json`. */
export const Summary = z
  .object({
    replay: z.literal(true),
    inputs: z.array(z.string()),
    environment: z.string(),
    detectorVersion: z.string(),
    configHash: z.string(),
    from: instant.nullable(),
    to: instant.nullable(),
    lines: z.int(),
    /** Of `lines`: those that stood in the same recording before, known by partition and offset. */
    readAgain: z.int(),
    readings: z.int(),
    rejected: z.int(),
    rejectedByCode: z.record(z.string(), z.int()),
    refused: Refused,
    /** Empty where the replay saw enough to say that nothing failed, if it says so. */
    doubts: z.array(Doubt),
    /** Readings that count without a field that cannot be used, by the field; absent where there is none. */
    droppedByField: z.exactOptional(z.record(z.string(), z.int())),
    windows: z.int(),
    services: z.int(),
    series: z.int(),
    /** Series that came and were not taken, because there are too many (`bounds`). Absent: none. */
    refusedSeries: z.exactOptional(
      z.object({
        /** Of the window with the most, and in how many windows there were any. */
        series: z.int().positive(),
        windows: z.int().positive(),
        /** Of the window with the most, by code. */
        byCode: z.record(z.string(), z.int().positive()),
        examples: z.array(z.string()),
      }),
    ),
    /** Series that were dropped, because nothing had come of them for `bounds.keepSeriesDays`. Absent: none. */
    droppedSeries: z.exactOptional(z.int().positive()),
    unlistedServices: z.array(z.string()),
    alerts: z.int(),
    incidents: z.array(
      z.object({
        incident: z.string(),
        scope: IncidentScope,
        status: IncidentStatus,
        onset: instant,
        detectedAt: instant,
        resolvedAt: instant.nullable(),
        /** Of an open incident: since when nothing speaks for it any more; null where something does. */
        quietSince: instant.nullable(),
        component: z.string().nullable(),
        members: z.array(z.string()),
        /** Suspected services (`reports-only`) of which there was no telemetry to judge them by. */
        withoutTelemetry: z.array(z.string()),
      }),
    ),
    score: Score.nullable(),
  })
  .meta({ id: "Summary", title: "summary.json" });
export type Summary = z.infer<typeof Summary>;
