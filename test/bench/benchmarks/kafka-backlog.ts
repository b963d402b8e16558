import { z } from "zod";
import type { Benchmark } from "../benchmark.ts";
import { figure } from "../figure.ts";
import { goals } from "../goals.ts";
import { benchInstallation } from "../kafka/bench-installation.ts";
import { onBroker } from "../kafka/on-broker.ts";
import { appendMinutes, messagesPerMinute } from "../kafka/telemetry-of-many.ts";
import { runChild } from "../measure/run-child.ts";
import { grouped } from "../print/numbers.ts";

const script = new URL("../children/measure-workers.ts", import.meta.url);

const Worked = z.object({
  /** From the start of the workers until the evidence of the last window is committed. */
  wallMs: z.number(),
  processorMs: z.number(),
  peakBytes: z.number(),
});
type Worked = z.infer<typeof Worked>;

export const kafkaBacklog: Benchmark = {
  name: "kafka-backlog",
  what: "intake and detector in one process that finds a backlog of 10,000 series at one-minute cadence: how fast it catches up, and its peak of memory beside that of a process for which nothing waits",
  run: async (inputs) =>
    await onBroker(inputs, async ({ brokers, words, telemetry }) => {
      const { manySeries: series, backlogMinutes, steadyMinutes } = inputs.size.broker;
      const run = async (minutes: number, how: "backlog" | "steady"): Promise<Worked> => {
        const topics = await telemetry();
        const installation = await benchInstallation(brokers, topics);
        const log = installation.log();
        if (how === "backlog") await appendMinutes(log, { ...topics, series }, minutes);
        await log.close();
        const work = { how, minutes, series, partitions: topics.partitions };
        const values = [JSON.stringify(installation.configuration), JSON.stringify(work)];
        const worked = Worked.parse(await runChild(script, values));
        await installation.remove();
        return worked;
      };
      const steady = await run(steadyMinutes, "steady");
      const backlog = await run(backlogMinutes, "backlog");
      const megabytes = ({ peakBytes }: Worked): number => peakBytes / 1e6;
      const messages = backlogMinutes * messagesPerMinute({ series });
      const minutesPerMinute = backlogMinutes / (backlog.wallMs / 60_000);
      return {
        input: `${words}; ${grouped(series)} series of five signals each service; a backlog of ${grouped(messages)} messages, ${backlogMinutes} minutes; steadily: ${steadyMinutes} minutes, a second each`,
        figures: [
          figure("catch-up, times real time", "times", [minutesPerMinute], goals.catchUpTimesRealTime),
          figure("messages of the backlog", "per second", [(messages / backlog.wallMs) * 1000]),
          figure("stream-minutes", "per second", [((series * backlogMinutes) / backlog.wallMs) * 1000]),
          figure("processor time of a message", "microseconds", [(backlog.processorMs * 1000) / messages]),
          figure("peak memory with the backlog", "megabytes", [megabytes(backlog)]),
          figure("peak memory steadily", "megabytes", [megabytes(steady)]),
          figure(
            "memory with the backlog beside steadily",
            "times",
            [megabytes(backlog) / megabytes(steady)],
            goals.backlogOverSteadyMemory,
          ),
        ],
        processorShare: null,
      };
    }),
};
