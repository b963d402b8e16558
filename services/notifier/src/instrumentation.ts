import { type Instruments, progressDeadlineMs, tellAside } from "@tocsin/adapters/observe";
import type { LogPlace } from "@tocsin/log";
import type { CareDone } from "./acknowledging/care-desk.ts";
import type { Why } from "./deciding/decide.ts";

/** What a notifier tells of itself, for logs, metrics and health. None of it may throw. */
export interface NotifierInstrumentation {
  role(role: "active" | "standby"): void;
  /** Records were taken up, or there are none: the notifier is alive. */
  processed(topic: string, records: number, lag: number | null): void;
  sent(sink: string, what: { readonly incident: string; readonly revision: number; readonly why: Why }): void;
  /** It is tried again after so long. */
  failed(sink: string, reason: string, waitMs: number): void;
  givenUp(sink: string, what: { readonly incident: string; readonly reason: string }): void;
  doubted(sink: string, incident: string): void;
  waiting(sink: string, count: number): void;
  /** Acknowledgements are taken at this address. */
  listening(host: string, port: number): void;
  /** Somebody said who takes care of an incident, and what became of it. */
  handed(done: CareDone): void;
  unread(place: LogPlace, what: { readonly offset: number; readonly reason: string }): void;
  /** The log failed; work begins anew from what was committed. */
  troubled(error: unknown): void;
  /** The brokers do not take the time of this machine's clock, so another is to tell; null: they do again. */
  aside(why: Error | null): void;
}

const beat = "notifier";

export function notifierInstrumentation(
  { log, metrics, health }: Instruments,
  sinks: readonly string[],
): NotifierInstrumentation {
  const mine = log.with({ worker: "notifier" });
  const away = new Set<string>();
  const alive = (): void => health.watch(beat, progressDeadlineMs);
  health.ready("notifier", "not a member of its group yet");
  return {
    role(role) {
      metrics.partitionsAssigned("notifier", role === "active" ? 1 : 0);
      if (role === "active") alive();
      else {
        health.unwatch(beat);
        mine.event("worker.standby");
      }
      health.ready("notifier", null);
      // Who stands by has tried nothing.
      for (const sink of sinks) health.ready(`sink ${sink}`, null);
    },
    processed(topic, records, lag) {
      alive();
      metrics.recordsProcessed("notifier", topic, records);
      if (lag !== null) metrics.consumerLag(topic, 0, lag);
    },
    sent(sink, { incident, revision, why }) {
      metrics.notified(sink, "sent");
      metrics.sinkUp(sink, true);
      health.ready(`sink ${sink}`, null);
      if (away.delete(sink)) mine.event("notify.recovered", { sink });
      if (why !== "refreshed") mine.event("notify.sent", { sink, incident, revision, why });
    },
    failed(sink, reason, waitMs) {
      metrics.notified(sink, "failed");
      metrics.sinkUp(sink, false);
      health.ready(`sink ${sink}`, reason);
      if (!away.has(sink)) mine.event("notify.failing", { sink, reason, waitMs });
      away.add(sink);
    },
    givenUp(sink, { incident, reason }) {
      metrics.notified(sink, "given-up");
      mine.event("notify.given-up", { sink, incident, reason });
    },
    doubted: (sink, incident) => mine.event("notify.doubted", { sink, incident }),
    waiting: (sink, count) => metrics.notificationsWaiting(sink, count),
    listening: (host, port) => mine.event("notify.acknowledge-listening", { host, port }),
    handed(done) {
      if (done.kind === "not-kept") mine.event("kafka.trouble", {}, done.error);
      if (done.kind === "done" && done.isChanged)
        mine.event("notify.acknowledged", {
          incident: done.incident,
          isWithdrawn: done.care === null,
        });
    },
    unread: ({ topic, partition }, what) => mine.event("notify.unread", { topic, partition, ...what }),
    troubled(error) {
      mine.event("kafka.trouble", {}, error);
      alive();
    },
    aside(why) {
      metrics.partitionsAssigned("notifier", 0);
      health.unwatch(beat);
      tellAside({ log: mine, health }, "notifier", why);
    },
  };
}
