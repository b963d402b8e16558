import type { Benchmark } from "../benchmark.ts";
import { figure } from "../figure.ts";
import { goals } from "../goals.ts";
import { benchInstallation, telemetryTopics } from "../kafka/bench-installation.ts";
import { onBroker } from "../kafka/on-broker.ts";
import { type Takeover, takeover } from "../kafka/takeover.ts";
import { grouped } from "../print/numbers.ts";

/** The least that brokers allow unless told otherwise. */
const sessionTimeoutMs = 6000;

export const kafkaTakeover: Benchmark = {
  name: "kafka-takeover",
  what: "from the end of the detector that leads, by kill -9, until the one that stood by has committed the evidence of a window",
  run: async (inputs) =>
    await onBroker(inputs, async ({ brokers, words }) => {
      const { takeoverSeries: series, takeovers } = inputs.size.broker;
      const samples: Takeover[] = [];
      for (let at = 0; at < takeovers; at += 1) {
        const topics = await telemetryTopics(brokers, 1);
        const installation = await benchInstallation(brokers, topics, { kafka: { sessionTimeoutMs } });
        try {
          samples.push(await takeover(installation, { series, learnedMinutes: 5 }));
        } finally {
          await installation.remove();
          await topics.remove();
        }
      }
      const after = (which: keyof Takeover): readonly number[] => samples.map((sample) => sample[which]);
      return {
        input: `${words}; ${grouped(series)} series in the snapshot, a window each second, a session timeout of ${sessionTimeoutMs / 1000} s`,
        figures: [
          figure("until it is active", "milliseconds", after("activeMs")),
          figure("until it has its memory", "milliseconds", after("restoredMs")),
          figure("until it has committed a window", "milliseconds", after("committedMs"), goals.takeoverMs),
        ],
        processorShare: null,
      };
    }),
};
