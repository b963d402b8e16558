import type { Benchmark } from "../benchmark.ts";
import { figure } from "../figure.ts";
import { goals } from "../goals.ts";
import { benchInstallation } from "../kafka/bench-installation.ts";
import { detectInMemory, detectorLoop } from "../kafka/detector-loop.ts";
import { perSecondOnceHeld, processorMicroseconds, ratios, wallPerSecond } from "../kafka/loop-sample.ts";
import { onBroker } from "../kafka/on-broker.ts";
import { frameRecords, worldFrames } from "../kafka/world-frames.ts";
import { microsecondsEach, perSecond, processorShare, type Sample } from "../measure/sample.ts";
import { interleaved } from "../measure/interleave.ts";
import { spreadOf } from "../measure/spread.ts";
import { grouped } from "../print/numbers.ts";
import type { LoopSample } from "../kafka/loop-sample.ts";

export const kafkaDetector: Benchmark = {
  name: "kafka-detector",
  what: "the detector over frames of the world of `engine`, from its start until the evidence of every window is committed, beside the same frames through the same detection in memory",
  run: async (inputs) =>
    await onBroker(inputs, async ({ brokers, words, telemetry }) => {
      const { broker: size } = inputs.size;
      const topics = await telemetry();
      const first = await benchInstallation(brokers, topics);
      const world = worldFrames(first.configuration, size);
      const log = first.log();
      await log.append(frameRecords(first.configuration, world, size.partitions));
      await log.close();
      const { windows } = first.configuration.topics;
      const fromKafka = async (): Promise<LoopSample> => {
        const installation = await benchInstallation(brokers, topics, { topics: { windows } });
        const sample = await detectorLoop(installation, world);
        await installation.remove();
        return sample;
      };
      const inMemory = (): Sample => detectInMemory(world);
      await fromKafka();
      inMemory();
      const samples = await interleaved<"fromKafka" | "inMemory", Sample>(
        { fromKafka, inMemory },
        { repetitions: size.repetitions, warmUpMs: 0 },
      );
      await first.remove();
      const kafka = samples.fromKafka as readonly LoopSample[];
      const processor = (sample: Sample): number => 1 / processorMicroseconds(sample);
      return {
        input: `${words}; ${grouped(world.windows)} windows after ${grouped(size.learnedMinutes)}, ${grouped(world.frames.length)} frames, ${grouped(world.streamMinutes)} stream-minutes`,
        figures: [
          figure("stream-minutes", "per second", kafka.map(wallPerSecond)),
          figure("stream-minutes, once its memory is there", "per second", kafka.map(perSecondOnceHeld)),
          figure("the same frames in memory", "per second", samples.inMemory.map(perSecond)),
          figure(
            "beside those in memory",
            "times",
            ratios(kafka, samples.inMemory, wallPerSecond),
            goals.detectorShareOfMemory,
          ),
          figure(
            "beside those in memory, by processor time",
            "times",
            ratios(kafka, samples.inMemory, processor),
          ),
          figure("processor time of a stream-minute", "microseconds", kafka.map(processorMicroseconds)),
          figure("the same in memory", "microseconds", samples.inMemory.map(microsecondsEach)),
        ],
        processorShare: spreadOf(kafka.map(processorShare)),
      };
    }),
};
