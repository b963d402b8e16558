import type { Benchmark } from "../benchmark.ts";
import { figure } from "../figure.ts";
import { goals } from "../goals.ts";
import { bareConsumer, type BareLoop, plainLoop } from "../kafka/bare-loops.ts";
import type { KafkaInstallation } from "../../support/installation/kafka-installation.ts";
import { benchInstallation, type TelemetryTopics } from "../kafka/bench-installation.ts";
import { framesToSend } from "../kafka/frames-to-send.ts";
import { intakeLoop, type IntakeSample } from "../kafka/intake-loop.ts";
import {
  type LoopSample,
  perSecondOnceHeld,
  processorMicroseconds,
  ratios,
  wallPerSecond,
} from "../kafka/loop-sample.ts";
import { type OnBroker, onBroker } from "../kafka/on-broker.ts";
import { appendMinutes, inputPlacesOf } from "../kafka/telemetry-of-many.ts";
import { interleaved } from "../measure/interleave.ts";
import { processorShare } from "../measure/sample.ts";
import { spreadOf } from "../measure/spread.ts";
import { grouped } from "../print/numbers.ts";
import type { Figure } from "../report.ts";
import type { BrokerSize } from "../sizes.ts";

interface Taken {
  readonly messages: number;
  readonly frames: number;
  readonly bytes: number;
  readonly bare: readonly LoopSample[];
  readonly plain: readonly LoopSample[];
  readonly intake: readonly IntakeSample[];
}

export const kafkaIntake: Benchmark = {
  name: "kafka-intake",
  what: "the intake's exactly-once loop over a backlog of telemetry, beside a bare kafkajs consumer that only parses the same values, and beside a plain loop that consumes, parses and produces the same bytes as the intake without transactions",
  run: async (inputs) =>
    await onBroker(inputs, async (on) => {
      const { broker: size } = inputs.size;
      const many = await taken(on, size, { series: size.manySeries, minutes: size.manyMinutes });
      const few = await taken(on, size, { series: size.fewSeries, minutes: size.fewMinutes });
      const of = ({ messages, frames, bytes }: Taken): string =>
        `${grouped(messages)} messages that become ${grouped(frames)} frames, ${grouped(bytes / frames)} bytes each`;
      return {
        input: `${on.words}; ${size.partitions} partitions of each of three topics; many series: ${of(many)}; few series: ${of(few)}`,
        figures: [
          ...figuresOf(`${grouped(size.manySeries)} series`, many),
          ...figuresOf(`${grouped(size.fewSeries)} series`, few),
        ],
        processorShare: spreadOf([...many.intake, ...few.intake].map(processorShare)),
      };
    }),
};

async function taken(
  on: OnBroker,
  { repetitions }: BrokerSize,
  { series, minutes }: { readonly series: number; readonly minutes: number },
): Promise<Taken> {
  const telemetry = await on.telemetry();
  const first = await benchInstallation(on.brokers, telemetry);
  const log = first.log();
  const of = { ...telemetry, series };
  const backlog = { places: inputPlacesOf(of).length, messagesEach: await appendMinutes(log, of, minutes) };
  const loop: BareLoop = { brokers: on.brokers, topics: Object.values(telemetry.topics), backlog };
  // Compiles the code, and makes what the plain loop writes.
  await intakeLoop(first, backlog);
  const { windows } = first.configuration.topics;
  const output = await framesToSend(log, first.configuration, windows);
  await bareConsumer(loop);
  await plainLoop(loop, output);
  const intake = async (): Promise<IntakeSample> =>
    await onceInstalled(on, telemetry, async (installation) => await intakeLoop(installation, backlog));
  const samples = await interleaved<"bare" | "plain" | "intake", LoopSample | IntakeSample>(
    { bare: () => bareConsumer(loop), plain: () => plainLoop(loop, output), intake },
    { repetitions, warmUpMs: 0 },
  );
  await log.close();
  await first.remove();
  const messages = backlog.places * backlog.messagesEach;
  const { frames, bytes } = output;
  return { messages, frames, bytes, ...samples, intake: samples.intake as readonly IntakeSample[] };
}

async function onceInstalled<Result>(
  { brokers }: OnBroker,
  telemetry: TelemetryTopics,
  run: (installation: KafkaInstallation) => Promise<Result>,
): Promise<Result> {
  const installation = await benchInstallation(brokers, telemetry);
  try {
    return await run(installation);
  } finally {
    await installation.remove();
  }
}

function figuresOf(name: string, { bare, plain, intake }: Taken): readonly Figure[] {
  const transactions = intake.map((sample) => sample.transactions);
  const processor = (sample: LoopSample): number => 1 / processorMicroseconds(sample);
  return [
    figure(`${name}: bare consumer`, "per second", bare.map(wallPerSecond)),
    figure(`${name}: plain loop`, "per second", plain.map(wallPerSecond)),
    figure(`${name}: intake`, "per second", intake.map(wallPerSecond)),
    figure(`${name}: intake, once it has its partitions`, "per second", intake.map(perSecondOnceHeld)),
    figure(
      `${name}: beside the bare consumer`,
      "times",
      ratios(intake, bare, wallPerSecond),
      goals.intakeShareOfBare,
    ),
    figure(
      `${name}: beside the plain loop`,
      "times",
      ratios(intake, plain, wallPerSecond),
      goals.intakeShareOfPlain,
    ),
    figure(
      `${name}: beside the bare consumer, once both have their partitions`,
      "times",
      ratios(intake, bare, perSecondOnceHeld),
    ),
    figure(
      `${name}: beside the plain loop, once both have their partitions`,
      "times",
      ratios(intake, plain, perSecondOnceHeld),
    ),
    figure(`${name}: beside the bare consumer, by processor time`, "times", ratios(intake, bare, processor)),
    figure(`${name}: beside the plain loop, by processor time`, "times", ratios(intake, plain, processor)),
    figure(`${name}: processor time of a message`, "microseconds", intake.map(processorMicroseconds)),
    figure(
      `${name}: messages of a transaction`,
      "times",
      intake.map(({ amount }, at) => amount / transactions[at]!),
    ),
  ];
}
