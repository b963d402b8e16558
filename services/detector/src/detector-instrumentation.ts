import type { LogPlace } from "@tocsin/adapters/log";
import type { AlertEvent } from "@tocsin/core";

/** What a detector tells of itself, for logs, metrics and health. None of it may throw. */
export interface DetectorInstrumentation {
  /** Whether this instance is the active one of its environment. */
  role(role: "active" | "standby"): void;
  /** Its memory is there: `windows` were judged once more, and nothing emitted, to bring a snapshot up to date. */
  restored(from: {
    readonly kind: "nothing" | "recording" | "snapshot";
    readonly windows: number;
    readonly stateBytes: number;
  }): void;
  /** The memory was made under another topology or budget, and goes on under the present one. */
  adopted(configHash: string): void;
  learning(progress: { readonly from: "recording" | "topics"; readonly untilMs: number | null }): void;
  /** Frames were looked at; also called with 0, when there was nothing to read: the detector is alive. */
  processed(frames: number): void;
  /** A frame that cannot be used. Its partition's next frame ends the wait for it. */
  frameRejected(place: LogPlace, at: { readonly offset: number; readonly reason: string }): void;
  gap(place: LogPlace, range: { readonly expected: number; readonly next: number }): void;
  committed(commit: DetectorCommit): void;
  alert(event: AlertEvent): void;
  /** Input partitions for which the world has been waiting too long, and why; empty again when it goes on. */
  awaiting(places: readonly AwaitedPlace[]): void;
  failed(error: unknown): void;
}

export interface DetectorCommit {
  /** Starts of the windows that were judged, epoch ms, and when, by the wall clock. */
  readonly windows: readonly number[];
  readonly atMs: number;
  readonly alerts: number;
  /** Bytes of the snapshot that was written, if one was. */
  readonly snapshotBytes: number | null;
}

/**
 * `lag`: there are frames of it that this detector has not read yet. `partition`: there are none, so its intake is stuck or
 * gone, or the partition itself is.
 */
export interface AwaitedPlace extends LogPlace {
  readonly rung: "lag" | "partition";
}
