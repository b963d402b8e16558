import { deadLetter } from "@tocsin/log";
import type { ErrorCode } from "@tocsin/contracts";
import type { Book } from "../book/book.ts";
import type { Saving } from "../book/memory.ts";
import type { HeldIncident, Told } from "../book/told.ts";
import { decide, type Decision } from "../deciding/decide.ts";
import { toldAfter } from "../deciding/told-after.ts";
import type { NotifierInstrumentation } from "../instrumentation.ts";
import { ownersOf, quietFor, type Routing } from "../routing/routes.ts";
import type { Message, Outcome, Sink } from "../sinks/sink.ts";
import type { Clock } from "./clock.ts";
import { backOffMs, rateLimit } from "./pace.ts";

export interface TellerOptions {
  readonly sink: Sink;
  readonly book: Book;
  readonly saving: Saving;
  readonly routing: () => Routing;
  /** Where a person says that they take care of an incident; null where that is not to be had. */
  readonly linkTo: (incident: string) => string | null;
  readonly clock: Clock;
  readonly instrumentation: NotifierInstrumentation;
  /** Resolves when something new may be to be told, after it was asked; the same promise until then. */
  readonly news: () => Promise<void>;
  readonly stop: AbortSignal;
}

interface Due {
  readonly held: HeldIncident;
  readonly told: Told;
  readonly message: Message;
}

/** Longest time without a look at the clock: hours that are quiet may be changed with the host's clock. */
const longestPauseMs = 30_000;

/**
 * Tells one sink what it is to be told, one request after the other, for ever. It stands still while the sink is away, and
 * holds up nobody else. What one message cannot get through makes room for the others.
 */
export async function keepTelling(options: TellerOptions): Promise<void> {
  const { sink, clock, instrumentation, stop } = options;
  const limit = rateLimit(sink.perMinute);
  const state: TellerState = { toldAtMs: new Map(), failures: new Map(), inRow: 0, isAlone: false };
  while (!stop.aborted) {
    const news = options.news();
    const { due, untilMs } = await dueNow(options, state);
    instrumentation.waiting(sink.name, due.length);
    if (due.length === 0) {
      const pauseMs = Math.min(longestPauseMs, Math.max(1, (untilMs ?? Infinity) - clock.nowMs()));
      await clock.pause(pauseMs, stop, news);
      continue;
    }
    const waitMs = limit.waitMs(clock.elapsedMs());
    if (waitMs > 0) {
      await clock.pause(waitMs, stop);
      continue;
    }
    limit.spend(clock.elapsedMs());
    await tellOnce(options, state, due.slice(0, state.isAlone ? 1 : sink.batch));
  }
}

interface TellerState {
  /** When the sink took what it was told last, by incident; in the life of this process alone. */
  readonly toldAtMs: Map<string, number>;
  /** How often it could not be told of an incident. */
  readonly failures: Map<string, number>;
  /** Failures in a row, whatever it was told. */
  inRow: number;
  /** A request of several was refused: one by one, so that the others do not suffer from the one that is at fault. */
  isAlone: boolean;
}

async function dueNow(
  options: TellerOptions,
  state: TellerState,
): Promise<{ readonly due: readonly Due[]; readonly untilMs: number | null }> {
  const { book, sink, saving } = options;
  const due: Due[] = [];
  let untilMs: number | null = null;
  let isDropped = false;
  for (const [incident, held] of book.incidents) {
    const told = held.told.get(sink.name);
    if (told === undefined) continue;
    const { decision, message } = decisionOn(options, state, { held, told });
    if (decision.kind === "tell") due.push({ held, told, message });
    else if (decision.kind === "wait") untilMs = earlier(untilMs, decision.untilMs);
    else {
      state.toldAtMs.delete(incident);
      state.failures.delete(incident);
      isDropped = leave(options, incident) || isDropped;
    }
  }
  if (isDropped) await saving.save();
  const rank = (one: Due): number =>
    ranksOfOrder * (state.failures.get(one.held.event.data.incident) ?? 0) + order(one);
  return {
    due: due.toSorted((one, other) => rank(one) - rank(other)),
    untilMs,
  };
}

const earlier = (one: number | null, other: number | null): number | null =>
  one === null ? other : other === null ? one : Math.min(one, other);

const ranksOfOrder = 10;

/** The worst first, and what is only told again last; less than `ranksOfOrder`. */
function order({ held, message }: Due): number {
  if (message.why === "refreshed") return ranksOfOrder - 1;
  return ["critical", "error", "warning", "info"].indexOf(held.event.data.severity);
}

function decisionOn(
  { book, sink, routing, clock, linkTo }: TellerOptions,
  state: TellerState,
  { held, told }: { readonly held: HeldIncident; readonly told: Told },
): { readonly decision: Decision; readonly message: Message } {
  const { event } = held;
  const { data } = event;
  const { incident } = data;
  const nowMs = clock.nowMs();
  const acknowledgement = book.careOf(incident);
  const decision = decide({
    data,
    told,
    habits: sink.habits,
    acknowledgedAt: acknowledgement?.at ?? null,
    toldAtMs: state.toldAtMs.get(incident) ?? null,
    quietUntilMs: quietFor(sink.name, data, { routing: routing(), nowMs }),
    nowMs,
  });
  const message: Message = {
    event,
    why: decision.kind === "tell" ? decision.why : "refreshed",
    told,
    acknowledgement,
    acknowledgeUrl: data.status === "open" ? linkTo(incident) : null,
    owners: ownersOf(data, routing().topology),
    isDoubted: sink.noted === "always" && told.onItsWay !== null,
    nowMs,
  };
  return { decision, message };
}

/** The sink needs no word of it any more; when none does, the incident is held no longer. */
function leave({ book, sink, saving }: TellerOptions, incident: string): boolean {
  const held = book.incidents.get(incident);
  if (held === undefined) return false;
  const told = new Map(held.told);
  told.delete(sink.name);
  book.keep(incident, told);
  saving.mark(incident);
  return true;
}

async function tellOnce(options: TellerOptions, state: TellerState, due: readonly Due[]): Promise<void> {
  const { sink, stop, instrumentation } = options;
  for (const { message } of due)
    if (message.isDoubted) instrumentation.doubted(sink.name, message.event.data.incident);
  await note(options, due);
  stop.throwIfAborted();
  const outcome = await sink.tell(
    due.map(({ message }) => message),
    stop,
  );
  if (outcome.kind === "taken") {
    state.inRow = 0;
    state.isAlone = false;
    for (const one of due) taken(options, state, one);
  } else if (outcome.kind === "refused" && due.length > 1) state.isAlone = true;
  else if (outcome.kind === "refused")
    for (const one of due) giveUp(options, one, { code: "notification-refused", reason: outcome.reason });
  else {
    state.inRow += 1;
    await failedNow(options, state, { due, outcome });
    return;
  }
  if (due.some(({ message }) => message.why !== "refreshed")) await options.saving.save();
}

/**
 * Before anything is sent, this notifier proves that it is still the active one: one that was cut off, and replaced, must
 * not go on to say that something is open. Where the receiver would not know a repetition, or would know it under another
 * key, it is written down in the same transaction.
 */
async function note({ sink, book, saving }: TellerOptions, due: readonly Due[]): Promise<void> {
  for (const { message, told, held } of sink.noted === "never" ? [] : due) {
    const after = toldAfter(message);
    const isOther = after.severity !== told.severity || after.scope !== told.scope;
    if (message.why === "refreshed" || (sink.noted === "labels" && !isOther)) continue;
    const { incident, revision, severity, scope } = held.event.data;
    const onItsWay = { revision, severity: after.severity ?? severity, scope: after.scope ?? scope };
    book.tell(incident, sink.name, { ...told, onItsWay });
    saving.mark(incident);
  }
  await saving.prove();
}

function taken(
  { sink, book, saving, instrumentation, clock }: TellerOptions,
  state: TellerState,
  { message }: Due,
): void {
  const { incident, revision } = message.event.data;
  const { why } = message;
  state.toldAtMs.set(incident, clock.nowMs());
  state.failures.delete(incident);
  instrumentation.sent(sink.name, { incident, revision, why });
  book.tell(incident, sink.name, toldAfter(message));
  if (why !== "refreshed") saving.mark(incident);
}

async function failedNow(
  options: TellerOptions,
  state: TellerState,
  { due, outcome }: { readonly due: readonly Due[]; readonly outcome: Extract<Outcome, { kind: "away" }> },
): Promise<void> {
  const { sink, clock, instrumentation, saving, stop } = options;
  const waitMs = Math.max(backOffMs(state.inRow), outcome.retryAfterMs ?? 0);
  instrumentation.failed(sink.name, outcome.reason, waitMs);
  let isGivenUp = false;
  for (const one of due) {
    const { incident } = one.held.event.data;
    state.failures.set(incident, (state.failures.get(incident) ?? 0) + 1);
    if (one.message.why === "refreshed" || clock.nowMs() - one.held.takenAtMs < sink.giveUpMs) continue;
    giveUp(options, one, { code: "notification-too-old", reason: outcome.reason });
    isGivenUp = true;
  }
  if (isGivenUp) await saving.save();
  await clock.pause(waitMs, stop);
}

/** What cannot be told stands in the dead letters; what comes after is told as if it had been. */
function giveUp(
  { sink, book, saving, instrumentation }: TellerOptions,
  { held, message }: Due,
  why: { readonly code: ErrorCode; readonly reason: string },
): void {
  const { incident } = held.event.data;
  const reason = `${sink.name}: ${why.reason}`;
  instrumentation.givenUp(sink.name, { incident, reason });
  book.tell(incident, sink.name, toldAfter(message));
  saving.mark(incident);
  const { topic, partition, offset } = held.from;
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const record = { topic, partition, offset, timestampMs: held.takenAtMs, headers: {} };
  const letter = { ...record, key: bytes(incident), value: bytes(JSON.stringify(held.event)) };
  saving.letter(deadLetter(letter, { code: why.code, reason }, false));
}
