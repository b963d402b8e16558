import { progressDeadlineMs } from "@tocsin/adapters/observe";
import type { WorkerApp, WorkerContext } from "@tocsin/adapters/process";
import { detectionSettings, detectorApp, type WarmStart } from "@tocsin/detector";
import { intakeApp } from "@tocsin/intake";
import { notifierApp } from "@tocsin/notifier";
import { recorderApp } from "@tocsin/recorder";
import type { RunRequest, WarmFrom, WorkerKind } from "./request.ts";
import { learnFromRecording, refuseUnreadable } from "./warm-start.ts";

/** The workers that were asked for. */
export function appsOf({
  workers,
  warmFrom,
}: Pick<RunRequest, "workers" | "warmFrom">): readonly WorkerApp[] {
  const startAtMs = warmFrom?.kind === "time" ? warmFrom.sinceMs : null;
  const all: Readonly<Record<WorkerKind, WorkerApp>> = {
    intake: intakeApp({ startAtMs }),
    detector: detectorApp(
      warmFrom === null ? {} : { warmStart: (context) => warmStartOf(warmFrom, context) },
    ),
    recorder: recorderApp(),
    notifier: notifierApp(),
  };
  return workers.map((name) => all[name]);
}

function warmStartOf(warmFrom: WarmFrom, { configuration, topology, instruments }: WorkerContext): WarmStart {
  if (warmFrom.kind === "time") return { kind: "topics", suppressUntilMs: instruments.nowMs() };
  const { file } = warmFrom;
  return {
    kind: "recording",
    ask: async () => await refuseUnreadable(file),
    learn: async (firstWindowStartMs) =>
      await learnFromRecording(
        {
          file,
          configuration,
          settings: detectionSettings(configuration, topology),
          alive: () => instruments.health.watch("detector", progressDeadlineMs),
        },
        firstWindowStartMs,
      ),
  };
}
