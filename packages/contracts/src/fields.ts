import { z } from "zod";

/* What a field of telemetry can hold, beside a name. How a frame holds the same is in `frame.ts`. */

export const count = z.int().nonnegative().max(Number.MAX_SAFE_INTEGER);
export const milliseconds = z.number().nonnegative().max(1e12);

/** Messages at most `leMs` old when they were delivered; counts are cumulative, as in Prometheus. */
export const LatencyBucket = z.object({ leMs: milliseconds, count });
export const histogram = z.array(LatencyBucket).min(1).max(256);
