import type { Benchmark } from "../benchmark.ts";
import { figure } from "../figure.ts";
import { goals } from "../goals.ts";
import { alertDelays } from "../kafka/alert-delays.ts";
import { benchInstallation } from "../kafka/bench-installation.ts";
import { onBroker } from "../kafka/on-broker.ts";
import { medianOf, quantileOf } from "./quantiles.ts";

const services = 50;
const windows = { clock: "wall", windowMs: 1000, allowedLatenessMs: 1000 } as const;

export const kafkaDelay: Benchmark = {
  name: "kafka-delay",
  what: "from the moment at which a window may close (its end and the allowed lateness, by the wall clock) until its evidence, which is committed together with its alerts, is read by a reader of committed records",
  run: async (inputs) =>
    await onBroker(inputs, async ({ brokers, words, telemetry }) => {
      const { delaySeconds: seconds, settleSeconds } = inputs.size.broker;
      const topics = await telemetry();
      const installation = await benchInstallation(brokers, topics, windows);
      const delays = await alertDelays(installation, topics, { services, seconds, settleSeconds });
      await installation.remove();
      return {
        input: `${words}; windows of a second, ${delays.length} of them; ${services} services with three messages a second each, intake and detector in one process`,
        figures: [
          figure("median", "milliseconds", [medianOf(delays)], goals.evidenceDelayMs),
          figure(
            "99th percentile",
            "milliseconds",
            [quantileOf(delays, 0.99)],
            goals.slowestHundredthDelayMs,
          ),
          figure("slowest", "milliseconds", [Math.max(...delays)]),
        ],
        processorShare: null,
      };
    }),
};
