import { setTimeout as sleep } from "node:timers/promises";
import { InfluxFault, influxSink } from "@tocsin/adapters/influx";
import type { GroupWorker } from "@tocsin/adapters/log";
import type { InfluxConfiguration, Topology } from "@tocsin/contracts";
import { type Recorder, recorder, type RecorderOptions } from "@tocsin/recorder";

export interface RecorderToRun extends Omit<RecorderOptions, "sink" | "topology"> {
  readonly influx: InfluxConfiguration;
  readonly topology: Topology | null;
  /** The database refuses what it took before: told, and tried again later. */
  readonly refused: (fault: InfluxFault) => void;
}

export interface RunningRecorder extends GroupWorker {
  changeTopology(topology: Topology | null): void;
}

const afterRefusalMs = 15_000;

/**
 * A recorder that begins again when the database refuses it, because a token that was changed there must not end the
 * detection that may run in the same process. Nothing is lost meanwhile: what is to be written waits in the log.
 */
export function recorderWorker(to: RecorderToRun): RunningRecorder {
  const stopping = new AbortController();
  let topology = to.topology;
  let current: Recorder | null = null;
  const done = keepRecording();
  done.catch(() => undefined);

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

  async function recordOnce(): Promise<void> {
    const sink = influxSink(to.influx);
    try {
      current = recorder({ ...to, sink, topology });
      await current.start();
      await current.ended;
    } finally {
      await current?.stop();
      sink.close();
    }
  }

  return {
    done,
    stop: async () => {
      stopping.abort();
      await current?.stop();
      await done;
    },
    changeTopology: (changed) => {
      topology = changed;
      current?.changeTopology(changed);
    },
  };
}
