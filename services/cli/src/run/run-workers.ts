import type { GroupWorker, Log } from "@tocsin/adapters/log";
import type { Topology } from "@tocsin/contracts";
import { detectionSettings, detectorWorker, type WarmStart } from "@tocsin/detector";
import { intakeWorker } from "@tocsin/intake";
import type { RecorderWorker } from "@tocsin/recorder";
import { detectorInstrumentation } from "./detector-instrumentation.ts";
import { influxOf } from "./influx-of.ts";
import { intakeInstrumentation } from "./intake-instrumentation.ts";
import type { LiveSettings } from "./live-settings.ts";
import { recorderInstrumentation } from "./recorder-instrumentation.ts";
import { lastingRecorder } from "./lasting-recorder.ts";
import type { RunRequest, WorkerKind } from "./request.ts";
import type { Instruments } from "./instruments.ts";
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
  readonly instruments: Instruments;
}

/** Starts the workers that were asked for; each is at work, or joining its group, when this returns. */
export function startWorkers(to: WorkersToStart): StartedWorkers {
  const { request, settings, log, instruments } = to;
  const { configuration } = settings.live;
  const { nowMs } = instruments;
  const wants = (name: WorkerKind): boolean => request.workers.includes(name);
  const workers: (GroupWorker & { readonly name: WorkerKind })[] = [];
  if (wants("intake")) {
    const startAtMs = request.warmFrom?.kind === "time" ? request.warmFrom.sinceMs : null;
    const worker = intakeWorker({
      log,
      configuration,
      instrumentation: intakeInstrumentation(instruments),
      nowMs,
      startAtMs,
    });
    workers.push({ ...worker, name: "intake" });
  }
  const detector = wants("detector")
    ? detectorWorker({
        log,
        configuration,
        settings: detectionSettings(configuration, settings.topology),
        instrumentation: detectorInstrumentation(instruments, configuration),
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
function startRecorder({ settings, log, instruments }: WorkersToStart): RecorderWorker | null {
  const { configuration } = settings.live;
  if (configuration.influx === null) return null;
  const influx = influxOf(configuration.influx);
  const { topology } = settings;
  return lastingRecorder({ log, influx, configuration, topology, ...recorderInstrumentation(instruments) });
}

function warmStartOf({ request, settings, instruments }: WorkersToStart): WarmStart | null {
  const { warmFrom } = request;
  if (warmFrom === null) return null;
  if (warmFrom.kind === "time") return { kind: "topics", suppressUntilMs: instruments.nowMs() };
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
          alive: () => instruments.health.watch("detector", 60_000),
        },
        firstWindowStartMs,
      ),
  };
}
