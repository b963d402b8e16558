import { type Instruments, progressDeadlineMs, sayNowAndThen, tellAside } from "@tocsin/adapters/observe";
import type { Configuration } from "@tocsin/contracts";
import type { AlertEvent, MaintenanceAnswer, WarmUp } from "@tocsin/core";
import { gapWords, LogFault, type LogGap, type LogPlace } from "@tocsin/log";
import { noSeries, type SeriesNews, seriesWords } from "./series-words.ts";
import type { WarmUpNews } from "./warm-up-news.ts";
import { componentsField, servicesField, speaksFromFields, timesOf, warmUpNote } from "./warm-up-words.ts";

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
  /**
   * The memory goes on under another topology or budget than it was made under, or was taken by another detector: see
   * `takenBy`, which then has also judged `judgedAgain` windows before.
   */
  adopted(memory: DetectorAdoption): void;
  learning(progress: { readonly from: "recording" | "topics"; readonly untilMs: number | null }): void;
  /** The newest snapshot cannot be read: so many windows behind the one before it were judged again. */
  caughtUp(windows: number): void;
  /** Frames were looked at, and not committed yet; 0 when there was nothing to read. The detector is alive. */
  processed(frames: number): void;
  /** A frame that cannot be used. Its partition's next frame ends the wait for it. */
  frameRejected(place: LogPlace, at: { readonly offset: number; readonly reason: string }): void;
  gap(place: LogPlace, gap: LogGap): void;
  committed(commit: DetectorCommit): void;
  alert(event: AlertEvent): void;
  /** Input partitions for which the world has been waiting too long, and why; empty again when it goes on. */
  awaiting(places: readonly AwaitedPlace[]): void;
  /** Which services can be heard and which not yet: at the start with a memory, and after windows were committed. */
  warmUp(news: WarmUpNews): void;
  /** Components in which nothing can be found now, because their services fail alone too often; empty again when it can. */
  unwatched(components: readonly string[]): void;
  /** A command was told to the detection before the window that begins then. */
  commandApplied(command: AppliedCommand): void;
  commandRefused(command: { readonly offset: number; readonly code: string; readonly reason: string }): void;
  /** The alert topic may not be read, so what was told from a memory that is gone cannot be taken back. */
  alertsUnread(error: Error): void;
  /** The command topic is not there or may not be read, or is so no more; once each time. It is looked for again. */
  commandsUnread(error: Error): void;
  failed(error: unknown): void;
  /** The brokers do not take the time of this machine's clock, so another is to judge; null: they do again. */
  aside(why: Error | null): void;
}

export interface AppliedCommand {
  readonly offset: number;
  /** Of the planned work. */
  readonly id: string;
  readonly kind: "add" | "end";
  readonly answer: MaintenanceAnswer;
  /** Starts of the window that it was applied before and of the one that it asked for, epoch ms. */
  readonly windowStart: number;
  readonly holdsFrom: number;
}

export interface DetectorAdoption {
  /** The configuration from now on. */
  readonly configHash: string;
  /** The `detectorVersion` that took the snapshot. */
  readonly takenBy: string;
  readonly judgedAgain: number;
}

export interface DetectorCommit {
  /** Starts of the windows that were judged, epoch ms, and when, by the wall clock. */
  readonly windows: readonly number[];
  readonly atMs: number;
  readonly alerts: number;
  readonly series: SeriesNews;
  /** Frames that were taken since the commit before. */
  readonly frames: number;
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

const beat = "detector";

/** A detector's words as log events, metrics and health. */
export function detectorInstrumentation(
  { log, metrics, health, elapsedMs, nowMs }: Instruments,
  configuration: Pick<Configuration, "windowMs" | "topics">,
): DetectorInstrumentation {
  const mine = log.with({ worker: "detector" });
  const { windows } = configuration.topics;
  const rejected = sayNowAndThen<Readonly<Record<string, unknown>>>(elapsedMs, (fields, count) =>
    mine.event("frame.refused", { ...fields, count }),
  );
  const tellSeries = seriesWords({ log: mine, metrics, health, elapsedMs });
  const beganMs = nowMs();
  health.ready("detector", "not a member of its group yet");
  return {
    ...commandWords({ log: mine, elapsedMs }, configuration.topics.commands),
    ...troubleWords({ log: mine, metrics, health }),
    role(role) {
      metrics.partitionsAssigned("detector", role === "active" ? 1 : 0);
      if (role === "standby") {
        tellWarmUp({ metrics, health }, { warmingUp: [], speaking: [] });
        metrics.componentsUnwatched(0);
        tellSeries(noSeries);
        mine.event("worker.standby");
        health.unwatch(beat);
        health.ready("detector", null);
        return;
      }
      health.watch(beat, progressDeadlineMs);
      health.ready("detector", "reading its memory");
    },
    restored({ kind, windows: judgedAgain, stateBytes }) {
      metrics.stateBytes("detector", stateBytes);
      mine.event("state.restored", { kind, judgedAgain, stateBytes });
      health.ready("detector", null);
    },
    adopted: ({ configHash, takenBy, judgedAgain }) =>
      mine.event("state.adopted", { configHash, takenBy, judgedAgain }),
    learning: ({ from, untilMs }) => mine.event("warm-start.learning", { from, ...untilFields(untilMs) }),
    alertsUnread: (error) =>
      mine.event("alerts.unread", { topic: configuration.topics.incidents, reason: error.message }),
    caughtUp: (judgedAgain) => mine.event("state.caught-up", { judgedAgain }),
    processed: () => health.watch(beat, progressDeadlineMs),
    frameRejected: ({ topic, partition }, { offset, reason }) =>
      rejected(`${topic}/${partition}`, { topic, partition, offset, reason }),
    gap: ({ topic, partition }, gap) =>
      mine.event("log.gap", { topic, partition, ...gap, meaning: gapWords[gap.reason] }),
    committed({ windows: judged, atMs, frames, series, snapshotBytes }) {
      if (judged.length > 0) tellSeries(series);
      metrics.transaction("detector", "committed");
      metrics.recordsProcessed("detector", windows, frames);
      if (snapshotBytes !== null) metrics.stateBytes("detector", snapshotBytes);
      const ends = judged.map((start) => start + configuration.windowMs);
      countDelays(metrics, ends, { atMs, beganMs });
    },
    alert({ id, type, data }) {
      const { scope, status, severity, component } = data;
      metrics.alertSent(type.split(".").at(2) ?? type, scope);
      mine.event("alert.sent", { id, scope, status, severity, component: component?.name ?? null });
    },
    awaiting(places) {
      metrics.awaitedPartitions(places.length);
      const names = places.map(({ topic, partition, rung }) => `${topic}/${partition} (${rung})`).join(", ");
      for (const { topic, partition, rung } of places)
        mine.event("partition.stuck", { topic, partition, rung });
      health.ready("detector", names === "" ? null : `no window is judged: waiting for ${names}`);
    },
    warmUp(news) {
      tellWarmUp({ metrics, health }, news);
      sayWarmUp(mine, news);
    },
    unwatched(components) {
      metrics.componentsUnwatched(components.length);
      mine.event("component.unwatched", componentsField(components));
    },
  };
}

function troubleWords({
  log,
  metrics,
  health,
}: Pick<Instruments, "metrics" | "health"> & { readonly log: Pick<Instruments["log"], "event"> }): Pick<
  DetectorInstrumentation,
  "failed" | "aside"
> {
  return {
    failed(error) {
      const isFenced = error instanceof LogFault && error.kind === "fenced";
      metrics.transaction("detector", isFenced ? "fenced" : "failed");
      log.event(isFenced ? "writer.fenced" : "transaction.failed", {}, error);
      health.ready("detector", error instanceof Error ? error.message : String(error));
    },
    aside(why) {
      metrics.partitionsAssigned("detector", 0);
      health.unwatch(beat);
      tellAside({ log, health }, "detector", why);
    },
  };
}

const untilFields = (untilMs: number | null) =>
  untilMs === null ? {} : { until: new Date(untilMs).toISOString() };

/** What had ended before this detector began could not be told sooner: a backfill's age is nobody's delay. */
function countDelays(
  metrics: Instruments["metrics"],
  ends: readonly number[],
  { atMs, beganMs }: { readonly atMs: number; readonly beganMs: number },
): void {
  for (const endMs of ends) {
    if (endMs < beganMs) metrics.pastWindow();
    else metrics.detectionDelay(Math.max(0, atMs - endMs) / 1000);
  }
}

function commandWords(
  { log, elapsedMs }: Pick<Instruments, "elapsedMs"> & { readonly log: Pick<Instruments["log"], "event"> },
  topic: string,
): Pick<DetectorInstrumentation, "commandApplied" | "commandRefused" | "commandsUnread"> {
  const refused = sayNowAndThen<Readonly<Record<string, unknown>>>(elapsedMs, (fields, count) =>
    log.event("command.refused", { ...fields, count }),
  );
  return {
    commandApplied({ offset, id, kind, answer, windowStart, holdsFrom }) {
      const from = new Date(windowStart).toISOString();
      log.event("command.applied", { id, kind, answer, offset, from, isLate: windowStart > holdsFrom });
    },
    commandRefused: (command) => refused(command.code, { ...command }),
    commandsUnread: (error) => log.event("commands.unread", { topic, reason: error.message }),
  };
}

/** Who has begun to warm up, and who speaks. */
function sayWarmUp(log: Pick<Instruments["log"], "event">, { begun, ended }: WarmUpNews): void {
  if (begun.length > 0) {
    const names = servicesField(begun.map(({ service }) => service));
    log.event("service.warming-up", { ...names, ...speaksFromFields(begun) });
  }
  if (ended.length > 0) log.event("service.speaks", servicesField(ended));
}

/** The figures and the note of readiness: a detector that warms up is ready, but nothing can be told by it yet. */
function tellWarmUp({ metrics, health }: Pick<Instruments, "metrics" | "health">, warmUp: WarmUp): void {
  metrics.servicesWarmingUp(warmUp.warmingUp.length, timesOf(warmUp.warmingUp).at(-1) ?? null);
  health.note("detector", warmUpNote(warmUp));
}
