import type { ColumnsOf } from "../reading/kinds.ts";
import type {
  DeliveryLatencyReading,
  ErrorRateReading,
  ReportVolumeReading,
  Stream,
} from "../reading/reading.ts";

/** What moved a watermark past a window's end. */
export type ClosedBy = "message" | "tick" | "clock" | "end";

export interface FrameCounts {
  readonly accepted: number;
  readonly late: number;
  readonly duplicate: number;
  readonly conflict: number;
  readonly rejected: number;
}

/** Readings in columns of equal length; a column in which nothing stands is absent. */
export type FrameColumns = Flat<
  { readonly offset: readonly number[] } & ColumnsOf<ErrorRateReading> &
    ColumnsOf<DeliveryLatencyReading> &
    ColumnsOf<ReportVolumeReading>
>;

/** An intersection as one type, which editors can show. */
type Flat<Fields> = { readonly [F in keyof Fields]: Fields[F] };

/**
 * One input partition's part of one closed window: `tocsin.windows.v1`. Empty windows have a frame too.
 * Windows are start-inclusive and end-exclusive; times are epoch milliseconds.
 */
export interface Frame {
  readonly v: 1;
  readonly topic: string;
  readonly partition: number;
  readonly stream: Stream;
  readonly windowStart: number;
  readonly windowMs: number;
  readonly watermark: number;
  readonly closedBy: ClosedBy;
  readonly counts: FrameCounts;
  readonly part: number;
  readonly parts: number;
  readonly columns: FrameColumns;
  /**
   * Readings of earlier windows that came after those had closed and fill gaps in them, by when they arrived. They count as
   * `late`, and in no window. Absent where there are none.
   */
  readonly lateColumns?: FrameColumns;
  /** Nobody could read the partition: its topic is not there. That nothing stands here says nothing. Absent where it was read. */
  readonly unseen?: true;
}
