import type { GroupWorker, Log } from "@tocsin/adapters/log";
import type { Topology } from "@tocsin/contracts";
import { detectionSettings, detectorWorker, type WarmStart } from "@tocsin/detector";
import { intakeWorker } from "@tocsin/intake";
import type { RecorderWorker } from "@tocsin/recorder";
import { detectorTelling } from "./detector-telling.ts";
import { influxOf } from "./influx-of.ts";
import { intakeTelling } from "./intake-telling.ts";
import type { LiveSettings } from "./live-settings.ts";
import { recorderTelling } from "./recorder-telling.ts";
import { lastingRecorder } from "./lasting-recorder.ts";
import type { RunRequest, WorkerKind } from "./request.ts";
import type { Telling } from "./telling.ts";
import { learnFromRecording, refuseUnreadable } from "./warm-start.ts";

export interface StartedWorkers {
  readonly workers: readonly (GroupWorker & { readonly name: WorkerKind })[];
  /** Gives a changed topology to whoever uses it. */
  readonly changeTopology: (topology: Topology) => void;
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
  const recording = wants("recorder") ? startRecorder(to) : null;
  if (recording !== null) workers.push({ ...recording, name: "recorder" });
  return {
    workers,
    changeTopology: (topology) => {
      detector?.reload(detectionSettings(configuration, topology));
      recording?.reload(topology);
    },
  };
}

/** Null where no database is configured. */
function startRecorder({ settings, log, telling }: WorkersToStart): RecorderWorker | null {
  const { configuration } = settings.live;
  if (configuration.influx === null) return null;
  const influx = influxOf(configuration.influx);
  const { topology } = settings;
  return lastingRecorder({ log, influx, configuration, topology, ...recorderTelling(telling) });
}

function warmStartOf({ request, settings, telling }: WorkersToStart): WarmStart | null {
  const { warmFrom } = request;
  if (warmFrom === null) return null;
  if (warmFrom.kind === "time") return { kind: "topics", suppressUntilMs: telling.nowMs() };
  const { configuration } = settings.live;
  return {
    kind: "recording",
    ask: async () => await refuseUnreadable(warmFrom.file),
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
