import type { GroupWorker } from "@tocsin/adapters/log";
import type { Log } from "@tocsin/core";
import { type DetectorWorker, detectorWorker, type WarmStart } from "@tocsin/detector";
import { intakeWorker } from "@tocsin/intake";
import { detectorTelling } from "./detector-telling.ts";
import { intakeTelling } from "./intake-telling.ts";
import { detectionSettings, type LiveSettings } from "./live-settings.ts";
import type { RunRequest, WorkerKind } from "./request.ts";
import type { Telling } from "./telling.ts";
import { learnFromRecording } from "./warm-start.ts";

export interface StartedWorkers {
  readonly workers: readonly (GroupWorker & { readonly name: WorkerKind })[];
  /** Null where this process has no detector. */
  readonly detector: DetectorWorker | null;
}

export interface WorkersToStart {
  readonly request: RunRequest;
  readonly settings: LiveSettings;
  readonly log: Log;
  readonly telling: Telling;
}

/** Starts the workers that were asked for; each is at work, or joining its group, when this returns. */
export function startWorkers(to: WorkersToStart): StartedWorkers {
  const { request, settings, log, telling } = to;
  const { configuration } = settings.live;
  const { nowMs } = telling;
  const wants = (name: WorkerKind): boolean => request.workers.includes(name);
  const workers: (GroupWorker & { readonly name: WorkerKind })[] = [];
  if (wants("intake")) {
    const startAtMs = request.warmFrom?.kind === "time" ? request.warmFrom.sinceMs : null;
    const worker = intakeWorker({ log, configuration, observer: intakeTelling(telling), nowMs, startAtMs });
    workers.push({ ...worker, name: "intake" });
  }
  const detector = wants("detector")
    ? detectorWorker({
        log,
        configuration,
        settings: detectionSettings(configuration, settings.topology),
        observer: detectorTelling(telling, configuration),
        nowMs,
        warmStart: warmStartOf(to),
      })
    : null;
  if (detector !== null) workers.push({ ...detector, name: "detector" });
  return { workers, detector };
}

function warmStartOf({ request, settings, telling }: WorkersToStart): WarmStart | null {
  const { warmFrom } = request;
  if (warmFrom === null) return null;
  if (warmFrom.kind === "time") return { kind: "topics", quietUntilMs: telling.nowMs() };
  const { configuration } = settings.live;
  return {
    kind: "recording",
    learn: async (firstWindowStartMs) =>
      await learnFromRecording(
        {
          file: warmFrom.file,
          configuration,
          settings: detectionSettings(configuration, settings.topology),
          alive: () => telling.health.watch("detector", 60_000),
        },
        firstWindowStartMs,
      ),
  };
}
