import type { Acknowledgement, AlertEvent } from "@tocsin/contracts";
import type { Told } from "../book/told.ts";
import type { SinkHabits, Why } from "../deciding/decide.ts";

/** What a sink is to be told. */
export interface Message {
  readonly event: AlertEvent;
  readonly why: Why;
  /** What it knew before. */
  readonly told: Told;
  readonly acknowledgement: Acknowledgement | null;
  /** Where somebody can say that they take care of it; null where that is not configured, and of what is over. */
  readonly acknowledgeUrl: string | null;
  /** Who owns the services that fail, by the topology. */
  readonly owners: readonly string[];
  /** Whether it may have been told this already: it was on its way when the notifier ended. */
  readonly isDoubted: boolean;
  /** The wall clock, epoch ms. */
  readonly nowMs: number;
}

/** Whether it is told as open: it is, or it is over and shown for a while before that is told. */
export const fires = ({ event, why }: Message): boolean =>
  event.data.status === "open" || why === "passed" || why === "refreshed";

export type Outcome =
  | { readonly kind: "taken" }
  /** It will never take this; `reason` says why, without any secret. */
  | { readonly kind: "refused"; readonly reason: string }
  /** It cannot be told now; `retryAfterMs` where it said when. */
  | { readonly kind: "away"; readonly reason: string; readonly retryAfterMs: number | null };

export type Noted =
  /** The receiver knows a repetition by a key and makes nothing of it. */
  | "never"
  /** So it does, but the key changes with severity and scope: what may be there under the one of before must be ended. */
  | "labels"
  /** It knows no key: after a crash a repetition says that it may be one. */
  | "always";

export interface Sink {
  readonly name: string;
  readonly habits: SinkHabits;
  /** What is written down before it is sent, and not only when it has arrived. */
  readonly noted: Noted;
  /** How many messages one request holds at most. */
  readonly batch: number;
  readonly perMinute: number;
  readonly giveUpMs: number;
  /** Never rejects, but with the reason of the signal. */
  tell(messages: readonly Message[], stop: AbortSignal): Promise<Outcome>;
}
