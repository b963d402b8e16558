import { z } from "zod";
import type { Benchmark } from "../benchmark.ts";
import { figure } from "../figure.ts";
import { goals } from "../goals.ts";
import { benchInstallation } from "../kafka/bench-installation.ts";
import { onBroker } from "../kafka/on-broker.ts";
import { interleaved } from "../measure/interleave.ts";
import { processorShare, type Sample } from "../measure/sample.ts";
import { runChild } from "../measure/run-child.ts";

const script = new URL("../children/measure-idle.ts", import.meta.url);

const Idle = z.object({ wallMs: z.number(), processorMs: z.number(), amount: z.number() });

/** `bare`: a kafkajs consumer of the telemetry topics, with our patch. */
type Program = "workers" | "bare";

export const kafkaIdle: Benchmark = {
  name: "kafka-idle",
  what: "processor time of a process with intake and detector while no message comes, in per cent of a core, beside a process with one bare kafkajs consumer (patched as ours is: unpatched it took 6 to 7 %)",
  run: async (inputs) =>
    await onBroker(inputs, async ({ brokers, words, telemetry }) => {
      const { idleSeconds, repetitions } = inputs.size.broker;
      const topics = await telemetry();
      const installation = await benchInstallation(brokers, topics, { clock: "wall" });
      const idle = async (program: Program): Promise<Sample> => {
        const configuration = JSON.stringify(installation.configuration);
        return Idle.parse(await runChild(script, [program, configuration, String(idleSeconds)]));
      };
      const samples = await interleaved(
        { workers: () => idle("workers"), bare: () => idle("bare") },
        { repetitions: Math.min(repetitions, 3), warmUpMs: 0 },
      );
      await installation.remove();
      const perCent = (sample: Sample): number => 100 * processorShare(sample);
      return {
        input: `${words}; ${topics.partitions} partitions of each of three topics, ${idleSeconds} s after half as long to settle, each in a process of its own`,
        figures: [
          figure("intake and detector", "per cent", samples.workers.map(perCent), goals.idlePerCent),
          figure("bare consumer", "per cent", samples.bare.map(perCent)),
        ],
        processorShare: null,
      };
    }),
};
