import { z } from "zod";
import { Name, StreamName } from "./names.ts";

const count = z.int().nonnegative();
const names = z.array(Name.nullable());

/**
 * Readings of one closed window in columns of equal length; a column in which nothing stands is left out.
 * Counts of readings shorter than the window stand apart here and are added up where the world is put together.
 */
export const FrameColumns = z.object({
  offset: z.array(z.int().nonnegative()),
  service: z.array(Name),
  operation: z.exactOptional(names),
  region: z.exactOptional(names),
  source: z.exactOptional(names),
  ts: z.array(z.int()),
  intervalMs: z.array(z.int().positive()),
  requests: z.exactOptional(z.array(count)),
  errors: z.exactOptional(z.array(count)),
  delivered: z.exactOptional(z.array(count)),
  undelivered: z.exactOptional(z.array(count.nullable())),
  oldestUndeliveredMs: z.exactOptional(z.array(z.number().nullable())),
  p50Ms: z.exactOptional(z.array(z.number().nullable())),
  p95Ms: z.exactOptional(z.array(z.number().nullable())),
  p99Ms: z.exactOptional(z.array(z.number().nullable())),
  /** Flat pairs `[leMs, count, leMs, count, …]`. */
  buckets: z.exactOptional(z.array(z.array(z.number()).nullable())),
  reports: z.exactOptional(z.array(count)),
  category: z.exactOptional(names),
});
export type FrameColumns = z.infer<typeof FrameColumns>;

/** One input partition's part of one closed window; empty windows have a frame too. */
export const WindowFrame = z
  .object({
    v: z.literal(1),
    topic: z.string(),
    partition: z.int().nonnegative(),
    stream: StreamName,
    windowStart: z.int(),
    windowMs: z.int().positive(),
    /** The partition's watermark when the window closed, epoch milliseconds. */
    watermark: z.int(),
    /** What moved the watermark past the window: a message, a tick, a clock or the end of the input. */
    closedBy: z.enum(["message", "tick", "clock", "end"]),
    counts: z.object({ accepted: count, late: count, duplicate: count, conflict: count, rejected: count }),
    part: z.int().nonnegative(),
    parts: z.int().positive(),
    columns: FrameColumns,
  })
  .meta({ id: "WindowFrame", title: "tocsin.windows.v1" });
export type WindowFrame = z.infer<typeof WindowFrame>;
