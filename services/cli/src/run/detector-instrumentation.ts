import { LogFault } from "@tocsin/adapters/log";
import type { Configuration } from "@tocsin/contracts";
import type { DetectorInstrumentation } from "@tocsin/detector";
import { sayNowAndThen } from "./say-now-and-then.ts";
import { progressDeadlineMs, type Instruments } from "./instruments.ts";

const beat = "detector";

/** A detector's words as log events, metrics and health. */
export function detectorInstrumentation(
  { log, metrics, health, nowMs }: Instruments,
  configuration: Pick<Configuration, "windowMs" | "topics">,
): DetectorInstrumentation {
  const mine = log.with({ worker: "detector" });
  const { windows } = configuration.topics;
  const rejected = sayNowAndThen<Readonly<Record<string, unknown>>>(nowMs, (fields, count) =>
    mine.event("frame.refused", { ...fields, count }),
  );
  health.ready("detector", "not a member of its group yet");
  return {
    role(role) {
      metrics.partitionsAssigned("detector", role === "active" ? 1 : 0);
      if (role === "standby") {
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
    adopted: (configHash) => mine.event("state.adopted", { configHash }),
    learning({ from, untilMs }) {
      const until = untilMs === null ? {} : { until: new Date(untilMs).toISOString() };
      mine.event("warm-start.learning", { from, ...until });
    },
    processed(frames) {
      metrics.recordsProcessed("detector", windows, frames);
      health.watch(beat, progressDeadlineMs);
    },
    frameRejected: ({ topic, partition }, { offset, reason }) =>
      rejected(`${topic}/${partition}`, { topic, partition, offset, reason }),
    gap: ({ topic, partition }, range) => mine.event("log.gap", { topic, partition, ...range }),
    committed({ windows: judged, atMs, snapshotBytes }) {
      metrics.transaction("detector", "committed");
      if (snapshotBytes !== null) metrics.stateBytes("detector", snapshotBytes);
      for (const start of judged) {
        metrics.detectionDelay(Math.max(0, atMs - start - configuration.windowMs) / 1000);
      }
    },
    alert({ id, type, data }) {
      const { scope, status, severity, component } = data;
      metrics.alertSent(type.split(".").at(2) ?? type, scope);
      mine.event("alert.sent", { id, scope, status, severity, component: component?.name ?? null });
    },
    awaiting(places) {
      metrics.awaitedPartitions(places.length);
      const names = places.map(({ topic, partition, rung }) => `${topic}/${partition} (${rung})`);
      for (const { topic, partition, rung } of places)
        mine.event("partition.stuck", { topic, partition, rung });
      health.ready(
        "detector",
        names.length === 0 ? null : `no window is judged: waiting for ${names.join(", ")}`,
      );
    },
    failed(error) {
      const isFenced = error instanceof LogFault && error.kind === "fenced";
      metrics.transaction("detector", isFenced ? "fenced" : "failed");
      mine.event(isFenced ? "writer.fenced" : "transaction.failed", {}, error);
      health.ready("detector", error instanceof Error ? error.message : String(error));
    },
  };
}
