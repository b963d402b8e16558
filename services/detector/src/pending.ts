import type { AlertEvent, DetectedWindow } from "@tocsin/core";
import type { NewLogRecord } from "@tocsin/log";

/** What was judged and is not committed yet. */
export interface Pending {
  readonly evidence: NewLogRecord[];
  readonly alerts: AlertEvent[];
  readonly windows: number[];
  readonly moved: Set<number>;
  /** Series that were not taken in the newest window, and how many were dropped before these windows. */
  refused: DetectedWindow["refused"];
  dropped: number;
  /** Commands that were refused. */
  readonly letters: NewLogRecord[];
  frames: number;
  bytes: number;
  /** When the first of the windows was judged; null without any. */
  sinceMs: number | null;
}

export const nothing = (): Pending => ({
  evidence: [],
  alerts: [],
  windows: [],
  moved: new Set(),
  refused: null,
  dropped: 0,
  letters: [],
  frames: 0,
  bytes: 0,
  sinceMs: null,
});
