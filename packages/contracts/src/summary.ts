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
    readings: z.int(),
    rejected: z.int(),
    rejectedByCode: z.record(z.string(), z.int()),
    /** Readings that count without a field that cannot be used, by the field; absent where there is none. */
    droppedByField: z.exactOptional(z.record(z.string(), z.int())),
    windows: z.int(),
    services: z.int(),
    series: z.int(),
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
        component: z.string().nullable(),
        members: z.array(z.string()),
      }),
    ),
    score: Score.nullable(),
  })
  .meta({ id: "Summary", title: "summary.json" });
export type Summary = z.infer<typeof Summary>;
