import type { AlertData, Updates } from "@tocsin/contracts";
import { isWorse, type Told } from "../book/told.ts";

/** Why a sink is told something. The list is closed. */
export type Why =
  /** It is open, and the sink knows nothing of it. */
  | "opened"
  /** More severe than the sink was ever told. */
  | "worse"
  | "scope-changed"
  /** A newer revision that is neither. */
  | "changed"
  /** Somebody takes care of it. */
  | "acknowledged"
  /** It was over before the sink heard of it: it is shown as open for a while, or nobody would hear of it there. */
  | "passed"
  | "resolved"
  | "retracted"
  /** Nothing is new, but the sink forgets what it is not told again. */
  | "refreshed";

export type Decision =
  | { readonly kind: "tell"; readonly why: Why }
  /** Nothing before then, epoch ms, unless something new comes; null: not at all. */
  | { readonly kind: "wait"; readonly untilMs: number | null }
  /** It is over, and nothing more is to be told. */
  | { readonly kind: "done" };

/** How a sink is told. */
export interface SinkHabits {
  readonly updates: Updates;
  /** Whether it is told who takes care. */
  readonly hearsOfCare: boolean;
  /** How often it is told again of what is open, ms; null where it remembers. */
  readonly refreshMs: number | null;
  /** Whether it is told of an end although it may never have heard of the beginning: where its own key makes that harmless. */
  readonly alwaysEnds: boolean;
  /**
   * For how long a beginning stands there before its resolution is told, ms, also when both come at once: where a receiver
   * makes one notification of what stands at that moment, and none of what is over by then. Null where each message is heard
   * for itself.
   */
  readonly showMs: number | null;
}

export interface Situation {
  readonly data: AlertData;
  readonly told: Told;
  readonly habits: SinkHabits;
  /** When somebody said that they take care; null where nobody did. */
  readonly acknowledgedAt: string | null;
  /** When the sink was told last in the life of this process; null where it was not. */
  readonly toldAtMs: number | null;
  /** Until when it is left in peace; null where it is not. */
  readonly quietUntilMs: number | null;
  readonly nowMs: number;
}

/** What a sink is to be told now of an incident, by what is known of it and what the sink knows already. */
export function decide(situation: Situation): Decision {
  return situation.data.status === "open" ? whileOpen(situation) : afterwards(situation);
}

/** The end is told to whoever heard of the beginning, also in quiet hours. */
function afterwards(situation: Situation): Decision {
  const { data, told, habits, quietUntilMs } = situation;
  const end = data.status === "resolved" ? "resolved" : "retracted";
  if (told.revision >= data.revision) return { kind: "done" };
  const shown = end === "resolved" ? whileShown(situation) : null;
  if (shown !== null) return shown;
  if (told.status !== null || told.onItsWay !== null || habits.alwaysEnds) return { kind: "tell", why: end };
  // Nobody needs to hear of what was taken back before they heard of it, or of what came and went while they had peace.
  const isNews = end === "resolved" && quietUntilMs === null;
  return isNews ? { kind: "tell", why: end } : { kind: "done" };
}

/** What came and went is shown before its end is told; null where the end is to be told now. */
function whileShown({ told, habits, quietUntilMs, nowMs, toldAtMs }: Situation): Decision | null {
  if (habits.showMs === null) return null;
  if (told.status === null) return quietUntilMs === null ? { kind: "tell", why: "passed" } : null;
  const untilMs = (told.shownAtMs ?? Number.NEGATIVE_INFINITY) + habits.showMs;
  // A clock that was set back is no reason to wait for it.
  const isShown = nowMs >= untilMs || (told.shownAtMs ?? 0) > nowMs;
  if (isShown) return null;
  const dueMs = (toldAtMs ?? Number.NEGATIVE_INFINITY) + (habits.refreshMs ?? Number.POSITIVE_INFINITY);
  return dueMs <= nowMs
    ? { kind: "tell", why: "refreshed" }
    : { kind: "wait", untilMs: Math.min(dueMs, untilMs) };
}

function whileOpen(situation: Situation): Decision {
  const { toldAtMs, habits, told, quietUntilMs, nowMs } = situation;
  const why = newsOf(situation);
  if (why !== null && quietUntilMs === null) return { kind: "tell", why };
  if (told.status === null || habits.refreshMs === null) return { kind: "wait", untilMs: quietUntilMs };
  const dueMs = (toldAtMs ?? Number.NEGATIVE_INFINITY) + habits.refreshMs;
  if (dueMs <= nowMs) return { kind: "tell", why: "refreshed" };
  return { kind: "wait", untilMs: why === null ? dueMs : Math.min(dueMs, quietUntilMs ?? dueMs) };
}

function newsOf({ data, told, habits, acknowledgedAt }: Situation): Why | null {
  if (told.status === null) return "opened";
  if (habits.updates === "none") return null;
  if (isWorse(data.severity, told.severity)) return "worse";
  const isCared = acknowledgedAt !== null;
  const isNewCare = isCared && acknowledgedAt !== told.acknowledgedAt;
  if (isNewCare && habits.hearsOfCare) return "acknowledged";
  if (data.scope !== told.scope && (habits.updates === "all" || !isCared)) return "scope-changed";
  return habits.updates === "all" && data.revision > told.revision ? "changed" : null;
}
