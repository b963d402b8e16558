import { setTimeout as sleep } from "node:timers/promises";
import { InfluxFault, type InfluxSink } from "@tocsin/adapters/influx";
import type { RecorderOptions } from "./recorder-options.ts";
import { type RecorderWorker, recorderWorker } from "./recorder-worker.ts";

export interface RecorderToRun extends Omit<RecorderOptions, "sink"> {
  readonly openSink: () => InfluxSink;
  /** The database refuses what it took before: told, and tried again later. */
  readonly refused: (fault: InfluxFault) => void;
}

const afterRefusalMs = 15_000;

/**
 * A recorder that begins again when the database refuses it, because a token that was changed there must not end the
 * detection that may run in the same process. Nothing is lost meanwhile: what is to be written waits in the log.
 */
export function lastingRecorder(to: RecorderToRun): RecorderWorker {
  const stopping = new AbortController();
  let topology = to.topology;
  let current: RecorderWorker | null = null;

  async function recordOnce(): Promise<void> {
    current = recorderWorker({ ...to, sink: to.openSink(), topology });
    await current.done;
  }

  async function keepRecording(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await recordOnce();
      } catch (error) {
        if (!(error instanceof InfluxFault)) throw error;
        to.refused(error);
        await sleep(afterRefusalMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  const done = keepRecording();
  done.catch(() => undefined);
  return {
    done,
    stop: async () => {
      stopping.abort();
      await current?.stop().catch(() => undefined);
      await done;
    },
    reload: (changed) => {
      topology = changed;
      current?.reload(changed);
    },
  };
}
