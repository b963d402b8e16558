import { streamsByTopic } from "@tocsin/adapters/wire";
import type { Stream } from "@tocsin/core";
import { type GroupWorker, groupWorker, type LogPlace } from "@tocsin/log";
import { type IntakeOptions, intakeGroup } from "./intake-options.ts";
import { partitionTask } from "./partition-task.ts";

interface RunningTask {
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

/** Telemetry topics to frames of closed windows. Begins to work at once, as a member of the installation's intake group. */
export function intakeWorker(options: IntakeOptions): GroupWorker {
  const streams = streamsByTopic(options.configuration.topics);
  const tasks = new Map<string, RunningTask>();
  return groupWorker({
    membership: options.log.join({
      group: intakeGroup(options.configuration),
      topics: [...streams.keys()],
      strategy: "spread",
    }),
    changed: async (places, failed) => {
      await release(tasks, places);
      for (const place of places) {
        if (tasks.has(keyOf(place))) continue;
        const stop = new AbortController();
        const of = { place, stream: streamOf(streams, place) };
        tasks.set(keyOf(place), { stop, done: partitionTask(options, of, stop.signal).catch(failed) });
      }
      options.instrumentation.assigned(places);
    },
  });
}

/** A group gives out the topics of all its members: throws for one that is another installation's. */
function streamOf(streams: ReadonlyMap<string, Stream>, { topic }: LogPlace): Stream {
  const stream = streams.get(topic);
  if (stream !== undefined) return stream;
  throw new Error(
    `was given partitions of ${topic}, which is none of its topics: another installation has the same kafka.namePrefix. Give each its own`,
  );
}

/** Ends the tasks of partitions that are not among those that stay, each with its last commit. */
async function release(tasks: Map<string, RunningTask>, staying: readonly LogPlace[]): Promise<void> {
  const stay = new Set(staying.map(keyOf));
  const leaving = [...tasks].filter(([key]) => !stay.has(key));
  for (const [key, task] of leaving) {
    task.stop.abort();
    tasks.delete(key);
  }
  await Promise.all(leaving.map(async ([, { done }]) => await done));
}

const keyOf = ({ topic, partition }: LogPlace): string => `${topic}/${partition}`;
