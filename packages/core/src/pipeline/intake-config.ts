import type { Stream } from "../reading/reading.ts";

export interface IntakeConfig {
  readonly windowMs: number;
  readonly allowedLatenessMs: number;
  /**
   * How far the other partitions' clocks may run ahead before they move a silent partition on. Lines of different
   * partitions may stand so much out of order in a recording without any effect, less `clockReachMs`.
   */
  readonly partitionIdleMs: number;
  /**
   * How long after its window's close a late reading may still fill a gap and is passed on, counted in whole windows and
   * rounded up. 0 unless given: every late reading is refused.
   */
  readonly reviseMs?: number;
  /** Of so many series a partition remembers at most what came of late; late readings of others fill no gap. Absent: of all. */
  readonly maxSeries?: number;
  /** The stream of each telemetry topic. */
  readonly streams: ReadonlyMap<string, Stream>;
  /**
   * Whether somebody who knows the time has refused messages of the future. Then a jump of more than `maxJumpMs` is
   * believed, and what stood before it was of a clock that was never set, or is too old to be of use: the partition
   * begins anew. Else, and unless given, the message that jumps is refused.
   */
  readonly timesAreChecked?: boolean;
}

/** Default of `partitionIdleMs`: an hour. */
export const defaultPartitionIdleMs = 3_600_000;

/**
 * No recording is silent that long everywhere, but a clock that was never set is decades off. Without a bound one such
 * line would ask for a frame for each of millions of windows.
 */
export const maxJumpMs = 100 * 86_400_000;
