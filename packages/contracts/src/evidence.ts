import { z } from "zod";
import { SignalName } from "./names.ts";

/** What the model says of a series in a window. `silent` and `warming-up` are states, not numbers. */
export const SeriesState = z.enum(["normal", "abnormal", "warming-up", "silent", "not-due"]);
export type SeriesState = z.infer<typeof SeriesState>;

/**
 * The series of one window in columns of equal length.
 * `unit` is service or service/operation; `source` is who observed it, or null.
 * Values are null where there is none: an unseen observation, an expectation that is still warming up.
 */
export const EvidenceSeries = z.object({
  unit: z.array(z.string()),
  signal: z.array(SignalName),
  source: z.array(z.string().nullable()),
  state: z.array(SeriesState),
  observed: z.array(z.number().nullable()),
  /** What the observation is out of: requests for errors, messages for undelivered; null for plain counts. */
  exposure: z.array(z.number().nullable()),
  expected: z.array(z.number().nullable()),
  lower: z.array(z.number().nullable()),
  upper: z.array(z.number().nullable()),
  /** Natural log of the likelihood ratio of this window alone. */
  evidenceNats: z.array(z.number().nullable()),
});
export type EvidenceSeries = z.infer<typeof EvidenceSeries>;

/**
 * Why nothing is learned of a unit in a window. `planned-work`: it is worked on. `excluded-past`: its past is excluded.
 * `open-incident`: it fails in an incident that is open. `after-work`: work on it has just ended, and something speaks for a
 * failure. `suspected`: something speaks for a failure, and nothing is told of it. `special-day`: the day is like none.
 * `faulty-source`: all that was seen of it comes from sources at fault. `blind`: too little telemetry came to judge anybody.
 */
export const HeldReason = z.enum([
  "planned-work",
  "excluded-past",
  "open-incident",
  "after-work",
  "suspected",
  "special-day",
  "faulty-source",
  "blind",
]);
export type HeldReason = z.infer<typeof HeldReason>;

/** Evidence of a service or operation over the last quarter of an hour: log of its best onset's likelihood ratio. */
export const EvidenceUnits = z.object({
  unit: z.array(z.string()),
  logEvidence: z.array(z.number()),
  logEvidenceWithoutReports: z.array(z.number()),
  /** False while the unit is held: nothing is learned of it. */
  learning: z.array(z.boolean()),
  /** Why it is held: the first reason that holds; null where it is learned of. Not in frames of before 0.3.0. */
  held: z.exactOptional(z.array(HeldReason.nullable())),
});

/** Components of which two services or more are in the stream. */
export const EvidenceGroups = z.object({
  component: z.array(z.string()),
  /** -999 where the component says no, or is not watched. */
  logEvidence: z.array(z.number()),
  /**
   * How many of its services must fail together; null where they fail alone so often that no number is enough: the
   * component is not watched. Not in frames of before 0.3.0.
   */
  fewest: z.exactOptional(z.array(z.int().min(2).nullable())),
});

/** The explanations that were weighed of an incident that is open, in columns of equal length, the likeliest first. */
export const EvidenceWeighed = z.object({
  incident: z.string(),
  /** A component, or `independent failures`; at most ten. */
  component: z.array(z.string()),
  /** Natural log of its odds against the likeliest: 0 for that one, less for the others, -999 at least. */
  oddsNats: z.array(z.number()),
  /** How many more were weighed, all of them less likely. */
  more: z.int().min(0),
});
export type EvidenceWeighed = z.infer<typeof EvidenceWeighed>;

/** Series of a window that were not taken: what they say is not seen. */
export const RefusedSeries = z.object({
  series: z.int().positive(),
  /** `series-limit`: as many are kept as `bounds.maxSeries` allows. `new-series-limit`: too many came within the hour. */
  byCode: z.record(z.string(), z.int().positive()),
  /** Units of them, at most five. */
  examples: z.array(z.string()),
});

/** One closed window of the whole world. */
export const EvidenceFrame = z
  .object({
    v: z.literal(1),
    windowStart: z.int(),
    windowMs: z.int().positive(),
    series: EvidenceSeries,
    units: EvidenceUnits,
    groups: EvidenceGroups,
    /**
     * Of incidents that are open and share something: why that component and no other. As of the window in which it was
     * worked out last. Absent: there is none. Not in frames of before 0.3.0.
     */
    weighed: z.exactOptional(z.array(EvidenceWeighed)),
    /** Natural log of the e-detector, the threshold it is held against, and the same without reports. */
    logEvidence: z.number(),
    withoutReports: z.number(),
    threshold: z.number(),
    /** Shared shift that was removed, by signal, in nats; only signals for which there is one. */
    commonFactor: z.partialRecord(SignalName, z.number()),
    /**
     * Share of the expected producers that were seen, 0 to 1; null when none is expected yet. The share of messages that were
     * neither late nor refused, where that is less and a partition lost more than a tenth of its own.
     */
    completeness: z.number().min(0).max(1).nullable(),
    /** Units that are worked on in this window: nothing is learned of them, and they raise nothing. Absent: none is. */
    maintenance: z.exactOptional(z.array(z.string())),
    /** Where the last command of the command topic stood that was applied when the window was judged. Absent: there was none. */
    commandsOffset: z.exactOptional(z.int().min(0)),
    /** Series that came in this window and were not taken, because there are too many. Absent: none. */
    refusedSeries: z.exactOptional(RefusedSeries),
    /** How many series were dropped before this window, because nothing had come of them for `bounds.keepSeriesDays`. */
    droppedSeries: z.exactOptional(z.int().positive()),
    /** Series and units that are not shown, because the frame would be larger than a message may be. Absent: all are. */
    omitted: z.exactOptional(z.object({ series: z.int().min(0), units: z.int().min(0) })),
  })
  .meta({ id: "EvidenceFrame", title: "tocsin.evidence.v1" });
export type EvidenceFrame = z.infer<typeof EvidenceFrame>;
