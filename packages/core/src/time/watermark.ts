/** How far a partition's log reaches and how long its windows wait for stragglers. */
export interface WatermarkConfig {
  readonly windowMs: number;
  /** How long after its end a window stays open, by the arrival clock. */
  readonly allowedLatenessMs: number;
}

/** A partition's watermark: its newest arrival less the allowed lateness. What ends at or before it is complete. */
export function watermarkAt(newestArrivalMs: number, config: WatermarkConfig): number {
  return newestArrivalMs - config.allowedLatenessMs;
}

/**
 * The oldest window that is still open at a watermark. A window closes when the watermark reaches its end, so every
 * window below this one is closed.
 */
export function oldestOpenWindow(watermarkMs: number, windowMs: number): number {
  return Math.floor(watermarkMs / windowMs);
}
