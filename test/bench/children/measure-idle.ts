import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { Configuration } from "@tocsin/contracts";
import { detectionSettings } from "@tocsin/detector";
import { plainLog } from "../../support/installation/kafka-installation.ts";
import { startDetector, startIntake } from "../../support/installation/workers-in-process.ts";
import { quietKafka, uniquePrefix } from "../../support/servers/own.ts";
import { processorMs } from "../measure/sample.ts";

/**
 * Arguments: `workers` or `bare`, a configuration as JSON, seconds. Starts intake and detector, or one bare consumer, on
 * topics in which nothing arrives, and prints how much processor time they took when they had settled.
 */
const [program = "workers", text = "{}", secondsText = "10"] = process.argv.slice(2);
const configuration = Configuration.parse(JSON.parse(text));
const idleMs = Number(secondsText) * 1000;

const stop = program === "bare" ? await startBare() : startWorkers();
await pause(Math.max(idleMs / 2, 1000));
const processorBefore = processorMs();
const startedMs = performance.now();
await pause(idleMs);
const taken = {
  wallMs: performance.now() - startedMs,
  processorMs: processorMs() - processorBefore,
  amount: 1,
};
await stop();
process.stdout.write(JSON.stringify(taken));

function startWorkers(): () => Promise<void> {
  const log = plainLog(configuration.kafka);
  const on = { configuration, settings: detectionSettings(configuration, null) };
  const intake = startIntake(on, log);
  const detector = startDetector(on, log);
  return async () => {
    await Promise.all([intake.stop(), detector.stop()]);
    await log.close();
  };
}

async function startBare(): Promise<() => Promise<void>> {
  const { errorRate, deliveryLatency, reportVolume } = configuration.topics;
  const kafka = quietKafka(configuration.kafka.brokers);
  const consumer = kafka.consumer({ groupId: uniquePrefix("bench-idle") });
  await consumer.connect();
  await consumer.subscribe({ topics: [errorRate, deliveryLatency, reportVolume] });
  await consumer.run({ eachBatch: () => Promise.resolve() });
  return async () => await consumer.disconnect();
}
