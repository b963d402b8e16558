import type { LogPlace } from "@tocsin/adapters/log";
import type { ErrorCode } from "@tocsin/contracts";

/** What an intake tells of itself, for logs, metrics and health. None of it may throw. */
export interface IntakeInstrumentation {
  /** The partitions that this worker holds from now on. */
  assigned(places: readonly LogPlace[]): void;
  /** A partition is read from this offset on; `restored`: with state from an earlier holder. */
  acquired(place: LogPlace, from: { readonly offset: number; readonly restored: boolean }): void;
  released(place: LogPlace): void;
  /** Messages were looked at. Also called, with 0, when there was nothing to read: the task is alive. */
  processed(place: LogPlace, messages: number): void;
  rejected(place: LogPlace, code: ErrorCode): void;
  undecodable(
    place: LogPlace,
    range: { readonly first: number; readonly next: number; readonly reason: string },
  ): void;
  /** Messages that were deleted before they were read. */
  gap(place: LogPlace, range: { readonly expected: number; readonly next: number }): void;
  committed(place: LogPlace, commit: IntakeCommit): void;
  /** A transaction failed, or the identity was lost; the partition is taken up anew from its committed state. */
  failed(place: LogPlace, error: unknown): void;
}

export interface IntakeCommit {
  readonly frames: number;
  readonly deadLetters: number;
  readonly stateBytes: number;
  /** End of the newest closed window, epoch ms; null when none was closed. */
  readonly closedUntilMs: number | null;
  /** Messages known to be unread; null before that is known. */
  readonly lag: number | null;
}
