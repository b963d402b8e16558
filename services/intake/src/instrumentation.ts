import { type Instruments, progressDeadlineMs, sayNowAndThen, tellAside } from "@tocsin/adapters/observe";
import type { ErrorCode } from "@tocsin/contracts";
import type { AbsentThing } from "./absent-topic.ts";
import type { HostClockDoubt } from "./host-clock.ts";
import type { ForeignTaken } from "./foreign/foreign-partition.ts";
import { toldForeign, toldRegistry } from "./foreign/told-foreign.ts";
import { gapWords, LogFault, type LogGap, type LogPlace } from "@tocsin/log";
import { toldProducers } from "./producers/told-producers.ts";
import { toldAbsences } from "./told-absences.ts";
import type { PartitionHealth } from "./producers/unwell.ts";

/** What an intake tells of itself, for logs, metrics and health. None of it may throw. */
export interface IntakeInstrumentation {
  /** The host's clock is in doubt, or not any more (null). */
  hostClock(doubt: HostClockDoubt | null): void;
  /** The partitions that this worker holds from now on. */
  assigned(places: readonly LogPlace[]): void;
  /** A partition is read from this offset on; `restored`: with state from an earlier holder. */
  acquired(place: LogPlace, from: { readonly offset: number; readonly restored: boolean }): void;
  /** The newest snapshot cannot be read: what came behind the one before it was taken again, so many records. */
  caughtUp(place: LogPlace, records: number): void;
  released(place: LogPlace): void;
  /** What is not there of a partition, each time it is taken up: its topic, itself alone, or nothing (null). */
  absent(place: LogPlace, absent: AbsentThing | null): void;
  /** Messages were looked at, and not committed yet; 0 when there was nothing to read. The task is alive. */
  processed(place: LogPlace, messages: number): void;
  /** A message of another tool was read. */
  foreign(place: LogPlace, taken: ForeignTaken): void;
  /** The schema registry does not answer, so the partition waits; null: it answers again. */
  registryFailed(place: LogPlace, fault: Error | null): void;
  undecodable(
    place: LogPlace,
    range: { readonly first: number; readonly next: number; readonly reason: string },
  ): void;
  /** Messages that are not there any more, or are others. */
  gap(place: LogPlace, gap: LogGap): void;
  committed(place: LogPlace, commit: IntakeCommit): void;
  /** For how long an open transaction of a producer has held the partition back; 0 where none does. Every few seconds. */
  heldBack(place: LogPlace, forMs: number): void;
  /** How the producers of a partition are, every few seconds. */
  producers(place: LogPlace, producers: PartitionHealth): void;
  /** A transaction failed, or the identity was lost; the partition is taken up anew from its committed state. */
  failed(place: LogPlace, error: unknown): void;
  /** The brokers do not take the time of this machine's clock, so others are to read; null: they do again. */
  aside(why: Error | null): void;
}

export interface IntakeCommit {
  /** Messages that were taken since the commit before, and what of them was refused, by code. */
  readonly messages: number;
  readonly refused: ReadonlyMap<ErrorCode, number>;
  /** Fields that cannot be used, of messages that count without them: how often each. */
  readonly dropped: ReadonlyMap<string, number>;
  readonly frames: number;
  readonly deadLetters: number;
  readonly stateBytes: number;
  /** End of the newest closed window, epoch ms; null when none was closed. */
  readonly closedUntilMs: number | null;
  /** Messages known to be unread; null before that is known. */
  readonly lag: number | null;
}

/** An intake's words as log events, metrics and health: one heartbeat for each partition that it holds. */
export function intakeInstrumentation({
  log,
  metrics,
  health,
  nowMs,
  elapsedMs,
}: Instruments): IntakeInstrumentation {
  const mine = log.with({ worker: "intake" });
  const rejected = sayNowAndThen<LogPlace & { readonly code: ErrorCode }>(elapsedMs, (place, count) =>
    mine.event("record.dead-lettered", { ...placeFields(place), code: place.code, count }),
  );
  const producers = toldProducers({ log: mine, metrics, health, elapsedMs });
  const foreign = toldForeign({ log: mine, metrics, elapsedMs });
  const readiness = intakeReadiness(health);
  const absences = toldAbsences({ log: mine, metrics }, readiness);
  return {
    hostClock: toldClock(mine, readiness),
    assigned(places) {
      metrics.partitionsAssigned("intake", places.length);
      absences.assigned(places);
      readiness.assigned(places.map(nameOf));
    },
    acquired(place, { offset, restored }) {
      mine.event("partition.acquired", { ...placeFields(place), offset, restored });
      health.watch(beatOf(place), progressDeadlineMs);
      readiness.acquired(nameOf(place));
    },
    caughtUp: (place, records) => mine.event("state.caught-up", { ...placeFields(place), records }),
    released(place) {
      mine.event("partition.released", placeFields(place));
      health.unwatch(beatOf(place));
      readiness.hanging(nameOf(place), false);
      metrics.forgetPartition(place.topic, place.partition);
      producers.forget(place);
    },
    absent: (place, absent) => absences.tell(place, absent),
    processed: (place) => health.progress(beatOf(place)),
    foreign: (place, taken) => foreign(place, taken),
    registryFailed: toldRegistry({ log: mine, elapsedMs }, readiness),
    undecodable: (place, range) => mine.event("batch.undecodable", { ...placeFields(place), ...range }),
    gap: (place, gap) =>
      mine.event("log.gap", { ...placeFields(place), ...gap, meaning: gapWords[gap.reason] }),
    committed(place, { messages, refused, dropped, frames, stateBytes, closedUntilMs, lag }) {
      metrics.transaction("intake", "committed");
      metrics.recordsProcessed("intake", place.topic, messages);
      for (const [code, times] of refused) {
        metrics.recordsRejected(code, times);
        rejected(`${nameOf(place)} ${code}`, { ...place, code }, times);
      }
      for (const [field, times] of dropped) metrics.fieldDropped(field, times);
      metrics.windowsClosed(frames);
      metrics.stateBytes("intake", stateBytes);
      if (lag !== null) metrics.consumerLag(place.topic, place.partition, lag);
      if (closedUntilMs === null) return;
      metrics.watermarkDelay(place.topic, place.partition, Math.max(0, nowMs() - closedUntilMs) / 1000);
      mine.event("window.closed", {
        ...placeFields(place),
        frames,
        until: new Date(closedUntilMs).toISOString(),
      });
    },
    heldBack(place, forMs) {
      metrics.openTransaction(place.topic, place.partition, forMs / 1000);
      const isHanging = forMs >= hangingMs;
      if (readiness.hanging(nameOf(place), isHanging) && isHanging)
        mine.event("transaction.hanging", { ...placeFields(place), seconds: Math.round(forMs / 1000) });
    },
    producers: (place, of) => producers.tell(place, of),
    failed(place, error) {
      const isFenced = error instanceof LogFault && error.kind === "fenced";
      metrics.transaction("intake", isFenced ? "fenced" : "failed");
      mine.event(isFenced ? "writer.fenced" : "transaction.failed", placeFields(place), error);
      readiness.failed(nameOf(place));
    },
    aside: (why) => tellAside({ log: mine, health }, "intake", why),
  };
}

/** A producer's transaction lasts for milliseconds, or until its broker ends it: after a minute, unless it is set otherwise. */
const hangingMs = 30_000;

function toldClock(
  log: Pick<Instruments["log"], "event">,
  readiness: ReturnType<typeof intakeReadiness>,
): IntakeInstrumentation["hostClock"] {
  return (doubt) => {
    if (doubt === null) {
      log.event("clock.believed");
      readiness.doubted(null);
    } else {
      const aheadSeconds = Math.round(doubt.aheadMs / 1000);
      log.event("clock.doubted", { aheadSeconds });
      readiness.doubted(doubtWords(aheadSeconds));
    }
  };
}

/** What of an intake's work is not well: its host's clock, or partitions by name. */
function intakeReadiness(health: Instruments["health"]) {
  const troubled = new Set<string>();
  const hung = new Set<string>();
  let doubt: string | null = null;
  let missing: readonly string[] = [];
  const tell = (): void => {
    if (doubt !== null) health.ready("intake", doubt);
    else if (missing.length > 0) health.ready("intake", missingWords(missing));
    else if (troubled.size > 0) health.ready("intake", `trouble with ${[...troubled].join(", ")}`);
    else if (hung.size > 0) health.ready("intake", hangingWords([...hung]));
    else health.ready("intake", null);
  };
  health.ready("intake", "not a member of its group yet");
  return {
    doubted(why: string | null) {
      doubt = why;
      tell();
    },
    /** What is held by others is their trouble. */
    assigned(names: readonly string[]) {
      for (const name of troubled) if (!names.includes(name)) troubled.delete(name);
      tell();
    },
    absent(what: AbsentThing, topics: readonly string[]) {
      if (what === "topic") missing = topics;
      else health.note("intake", topics.length === 0 ? null : shrunkWords(topics));
      tell();
    },
    /** Whether that is news. */
    hanging(name: string, isHanging: boolean): boolean {
      if (hung.has(name) === isHanging) return false;
      if (isHanging) hung.add(name);
      else hung.delete(name);
      tell();
      return true;
    },
    acquired(name: string) {
      troubled.delete(name);
      tell();
    },
    failed(name: string) {
      troubled.add(name);
      tell();
    },
  };
}

function doubtWords(aheadSeconds: number): string {
  const side = aheadSeconds > 0 ? "ahead of" : "behind";
  return `this host's clock is ${Math.abs(aheadSeconds)} s ${side} the telemetry, or made a step; check it`;
}

const missingWords = (topics: readonly string[]): string =>
  `there is no topic ${topics.join(", ")}: nothing of it is seen, what the others hold is judged: tocsin topics apply`;

const shrunkWords = (topics: readonly string[]): string =>
  `${topics.join(", ")} has fewer partitions than it had: nothing comes of the others, and they are judged like that`;

const hangingWords = (names: readonly string[]): string =>
  `a producer's transaction is open in ${names.join(", ")}: nothing behind it can be read until it ends`;

const nameOf = ({ topic, partition }: LogPlace): string => `${topic}/${partition}`;
const beatOf = (place: LogPlace): string => `intake ${nameOf(place)}`;
const placeFields = ({ topic, partition }: LogPlace) => ({ topic, partition });
