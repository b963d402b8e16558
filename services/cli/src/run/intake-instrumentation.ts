import { LogFault, type LogPlace } from "@tocsin/adapters/log";
import type { ErrorCode } from "@tocsin/contracts";
import type { IntakeInstrumentation } from "@tocsin/intake";
import { sayNowAndThen } from "./say-now-and-then.ts";
import { progressDeadlineMs, type Instruments } from "./instruments.ts";

/** An intake's words as log events, metrics and health: one heartbeat for each partition that it holds. */
export function intakeInstrumentation({ log, metrics, health, nowMs }: Instruments): IntakeInstrumentation {
  const mine = log.with({ worker: "intake" });
  const troubled = new Set<string>();
  const pending = new Set<string>();
  const rejected = sayNowAndThen<LogPlace & { readonly code: ErrorCode }>(nowMs, (place, count) =>
    mine.event("record.dead-lettered", { ...placeFields(place), code: place.code, count }),
  );
  const tellReady = (): void => {
    if (troubled.size > 0) health.ready("intake", `trouble with ${[...troubled].join(", ")}`);
    else if (pending.size > 0) health.ready("intake", `taking over ${[...pending].join(", ")}`);
    else health.ready("intake", null);
  };
  health.ready("intake", "not a member of its group yet");
  return {
    assigned(places) {
      metrics.partitionsAssigned("intake", places.length);
      const held = new Set(places.map(nameOf));
      for (const name of pending) if (!held.has(name)) pending.delete(name);
      tellReady();
    },
    acquired(place, { offset, restored }) {
      mine.event("partition.acquired", { ...placeFields(place), offset, restored });
      health.watch(beatOf(place), progressDeadlineMs);
      pending.delete(nameOf(place));
      troubled.delete(nameOf(place));
      tellReady();
    },
    released(place) {
      mine.event("partition.released", placeFields(place));
      health.unwatch(beatOf(place));
      metrics.forgetPartition(place.topic, place.partition);
    },
    processed(place, messages) {
      metrics.recordsProcessed("intake", place.topic, messages);
      health.progress(beatOf(place));
    },
    rejected(place, code) {
      metrics.recordsRejected(code);
      rejected(`${nameOf(place)} ${code}`, { ...place, code });
    },
    undecodable: (place, range) => mine.event("batch.undecodable", { ...placeFields(place), ...range }),
    gap: (place, range) => mine.event("log.gap", { ...placeFields(place), ...range }),
    committed(place, { frames, stateBytes, closedUntilMs, lag }) {
      metrics.transaction("intake", "committed");
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
    failed(place, error) {
      const isFenced = error instanceof LogFault && error.kind === "fenced";
      metrics.transaction("intake", isFenced ? "fenced" : "failed");
      mine.event(isFenced ? "writer.fenced" : "transaction.failed", placeFields(place), error);
      troubled.add(nameOf(place));
      tellReady();
    },
  };
}

const nameOf = ({ topic, partition }: LogPlace): string => `${topic}/${partition}`;
const beatOf = (place: LogPlace): string => `intake ${nameOf(place)}`;
const placeFields = ({ topic, partition }: LogPlace) => ({ topic, partition });
