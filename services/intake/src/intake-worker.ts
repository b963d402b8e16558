import { type GroupWorker, groupWorker, type LogPlace, outputPartition, telemetryStandIn } from "@tocsin/log";
import { refuseForeign } from "@tocsin/adapters/process";
import { streamsByTopic } from "@tocsin/adapters/wire";
import { type IntakeOptions, intakeGroup, taskOptions } from "./intake-options.ts";
import { partitionTask } from "./partition-task.ts";

interface RunningTask {
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

/** Telemetry topics to frames of closed windows. Begins to work at once, as a member of the installation's intake group. */
export function intakeWorker(options: IntakeOptions): GroupWorker {
  const streams = streamsByTopic(options.configuration.topics, options.configuration.topicFormats);
  const group = intakeGroup(options.configuration);
  const topics = [...streams.keys()];
  const { windows, intakeState } = options.configuration.topics;
  const whenMissing = {
    ...telemetryStandIn(windows),
    trace: ({ topic, partition }: LogPlace) => ({
      topic: intakeState,
      partition: outputPartition(streams.get(topic)!, partition),
    }),
  };
  const tasks = new Map<string, RunningTask>();
  const shared = taskOptions(options);
  return groupWorker({
    join: () => options.log.join({ group, topics, strategy: "spread", whenMissing }),
    changed: async (places, failed) => {
      refuseForeign(places, topics, group);
      await release(tasks, places);
      for (const place of places) {
        if (tasks.has(keyOf(place))) continue;
        const stop = new AbortController();
        const of = { place, stream: streams.get(place.topic)! };
        tasks.set(keyOf(place), { stop, done: partitionTask(shared, of, stop.signal).catch(failed) });
      }
      options.instrumentation.assigned(places);
    },
    aside: {
      log: options.log,
      identity: `${group}.clock`,
      place: { topic: options.configuration.topics.deadLetters, partition: 0 },
      askEveryMs: options.configuration.kafka.sessionTimeoutMs,
      told: (why) => options.instrumentation.aside(why),
    },
  });
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
