import { type GroupWorker, groupWorker, keepTrying, type LogWriter } from "@tocsin/log";
import { refuseForeign } from "@tocsin/adapters/process";
import type { DetectionSettings } from "./detection-settings.ts";
import { detectorGroup, type DetectorOptions } from "./detector-options.ts";
import { detectorIdentity, detectorState } from "./detector-state.ts";
import { runLive } from "./live-detector.ts";
import { restoreDetector } from "./restore.ts";

/** Frames of all partitions to evidence and incidents. One instance is active, the others stand by. */
export interface DetectorWorker extends GroupWorker {
  /** Judges under these settings from the next window on; what was learned and the open incidents stay. */
  reload(settings: DetectionSettings): void;
}

interface ActiveTask {
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

/** Settings that may change while the detector runs. */
interface Current {
  settings: DetectionSettings;
}

/** Begins to work, or to stand by, at once. */
export function detectorWorker(options: DetectorOptions): DetectorWorker {
  const current: Current = { settings: options.settings };
  let active: ActiveTask | null = null;
  const end = async (): Promise<void> => {
    active?.stop.abort();
    await active?.done;
    active = null;
  };
  const group = detectorGroup(options.configuration);
  const topics = [options.configuration.topics.windows];
  const worker = groupWorker({
    join: () => options.log.join({ group, topics, strategy: "single" }),
    changed: async (places, failed) => {
      refuseForeign(places, topics, group);
      const isActive = places.length > 0;
      if (!isActive) await end();
      options.instrumentation.role(isActive ? "active" : "standby");
      if (!isActive || active !== null) return;
      const stop = new AbortController();
      active = { stop, done: stayActive(options, current, stop.signal).catch(failed) };
    },
    ended: end,
    aside: {
      log: options.log,
      identity: `${detectorIdentity(options)}.clock`,
      place: { topic: options.configuration.topics.deadLetters, partition: 0 },
      askEveryMs: options.configuration.kafka.sessionTimeoutMs,
      told: (why) => options.instrumentation.aside(why),
    },
  });
  return {
    ...worker,
    reload: (settings) => {
      current.settings = settings;
    },
  };
}

/** Takes the identity over, again and again if it must, until it is told to stop. */
async function stayActive(options: DetectorOptions, current: Current, stop: AbortSignal): Promise<void> {
  const failed = (error: unknown): void => options.instrumentation.failed(error);
  const fencedPauseMs = options.configuration.kafka.sessionTimeoutMs;
  await keepTrying({ stop, fencedPauseMs, failed }, async () => {
    const writer = await options.log.writer(detectorIdentity(options));
    try {
      await beActive({ ...options, settings: current.settings }, writer, { current, stop });
    } finally {
      await writer.close();
    }
  });
}

async function beActive(
  options: DetectorOptions,
  writer: LogWriter,
  { current, stop }: { readonly current: Current; readonly stop: AbortSignal },
): Promise<void> {
  const state = detectorState(options);
  const restored = await restoreDetector(options, state, stop);
  if (restored === null) return;
  const { session } = restored;
  const changedSettings = (): DetectionSettings | null =>
    current.settings.configHash === session.settings().configHash ? null : current.settings;
  try {
    await runLive(options, { writer, state, restored }, { stop, changedSettings });
  } finally {
    await restored.commands.close();
  }
}
