import type { WorkerApp, WorkerContext } from "@tocsin/adapters/process";
import { detectionSettings } from "./detection-settings.ts";
import type { WarmStart } from "./detector-options.ts";
import { detectorWorker } from "./detector-worker.ts";
import { detectorInstrumentation } from "./instrumentation.ts";

export interface DetectorAppOptions {
  /** How a detector without memory begins; cold unless given. */
  readonly warmStart?: (context: WorkerContext) => WarmStart;
}

/** A detector with its log events, metrics and health. */
export function detectorApp({ warmStart }: DetectorAppOptions = {}): WorkerApp {
  return {
    name: "detector",
    start: (context) => {
      const { configuration, topology, log, instruments } = context;
      const worker = detectorWorker({
        log,
        configuration,
        settings: detectionSettings(configuration, topology),
        instrumentation: detectorInstrumentation(instruments, configuration),
        nowMs: instruments.elapsedMs,
        warmStart: warmStart?.(context) ?? null,
      });
      return {
        ...worker,
        changeTopology: (changed) => worker.reload(detectionSettings(configuration, changed)),
      };
    },
  };
}
