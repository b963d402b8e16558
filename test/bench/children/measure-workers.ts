import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { Configuration } from "@tocsin/contracts";
import { detectionSettings } from "@tocsin/detector";
import { plainLog } from "../../support/installation/kafka-installation.ts";
import { silentDetector, silentIntake } from "../../support/installation/silent-instrumentation.ts";
import { startDetector, startIntake } from "../../support/installation/workers-in-process.ts";
import { closingTicks, type ManySeries, minuteOfMany } from "../kafka/telemetry-of-many.ts";
import { processorMs } from "../measure/sample.ts";

/**
 * Arguments: a configuration and what is to be done, as JSON. Runs intake and detector until the evidence of so many
 * minutes is committed: `backlog`: the topics hold them; `steady`: they are appended here, a second each. Prints how long
 * it took and the largest size that the process had.
 */
const [text = "{}", workText = "{}"] = process.argv.slice(2);
const configuration = Configuration.parse(JSON.parse(text));
const work = JSON.parse(workText) as {
  readonly how: "backlog" | "steady";
  readonly minutes: number;
  readonly series: number;
  readonly partitions: number;
};

const log = plainLog(configuration.kafka);
const on = { configuration, settings: detectionSettings(configuration, null) };
const done = Promise.withResolvers<number>();
let judged = 0;
const processorBefore = processorMs();
const startedMs = performance.now();
const intake = startIntake(on, log, {
  instrumentation: { ...silentIntake, failed: (_, error) => done.reject(error) },
});
const detector = startDetector(on, log, {
  instrumentation: {
    ...silentDetector,
    committed: ({ windows }) => {
      judged += windows.length;
      if (judged >= work.minutes) done.resolve(performance.now());
    },
    failed: done.reject,
  },
});
if (work.how === "steady") await append();
const wallMs = (await done.promise) - startedMs;
const taken = { wallMs, processorMs: processorMs() - processorBefore };
const peakBytes = process.resourceUsage().maxRSS * 1024;
await Promise.all([intake.stop(), detector.stop()]);
await log.close();
process.stdout.write(JSON.stringify({ ...taken, peakBytes }));

async function append(): Promise<void> {
  const { errorRate, deliveryLatency, reportVolume } = configuration.topics;
  const topics = {
    "error-rate": errorRate,
    "delivery-latency": deliveryLatency,
    "report-volume": reportVolume,
  };
  const of: ManySeries = { topics, partitions: work.partitions, series: work.series };
  for (let minute = 0; minute < work.minutes; minute += 1) {
    await log.append(minuteOfMany(of, minute));
    await pause(1000);
  }
  await log.append(closingTicks(of, work.minutes));
}
