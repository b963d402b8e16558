import { setTimeout as pause } from "node:timers/promises";
import { sfc32 } from "@tocsin/worlds/random";
import { awaitCondition, type KafkaCluster } from "../../support/servers/own.ts";
import { checkRun } from "../judge/check-run.ts";
import { type Damage } from "../judge/compare.ts";
import { type DelaySummary, outputDelays, summariseDelays } from "../judge/delays.ts";
import { type Expected, expectedOf } from "../judge/expected.ts";
import { followLog, type FollowedLog } from "../log/follow-log.ts";
import { type LogEntry, textOf } from "../log/log-entry.ts";
import { type WorkerName } from "../../support/installation/programs.ts";
import { type Produced, produceTelemetry } from "../telemetry/produce.ts";
import { seededTelemetry, type TelemetryMessage, unevenPartitions } from "../telemetry/seeded-telemetry.ts";
import { type FaultInstallation } from "./fault-installation.ts";
import { type InfluxUnderFault } from "./influx-under-fault.ts";
import { faultTimes } from "./fault-times.ts";
import { supervised, type Supervised } from "./supervised.ts";

/** What a fault may lay hands on. */
export interface Stage {
  readonly installation: FaultInstallation;
  /** The workers of now; a fault may add some and take them away again. */
  readonly workers: Supervised[];
  readonly random: () => number;
  /** Null where the broker is not the campaign's own. */
  readonly cluster: KafkaCluster | null;
  /** Null where nothing is recorded. */
  readonly influx: InfluxUnderFault | null;
  readonly addWorker: (kind: WorkerName) => Supervised;
}

export interface RoundPlan {
  readonly seed: number;
  readonly minutes: number;
  readonly ratePerSecond: number;
  readonly workers: readonly WorkerName[];
  readonly faults: number;
  /** Does one fault, and resolves when the next may come. */
  readonly fault: (stage: Stage) => Promise<void>;
  /** Waited for at the end, beyond which what is missing is lost. */
  readonly drainMs?: number;
}

export interface RoundResult {
  readonly seed: number;
  readonly faults: number;
  readonly messages: number;
  readonly resent: number;
  readonly windows: number;
  readonly alerts: number;
  readonly deadLetters: number;
  /** Rows in the database, where the round has one. */
  readonly rows: number | null;
  /** Times that a worker ended by itself. */
  readonly crashes: number;
  /** Exit codes at the end other than 0. */
  readonly badExits: readonly string[];
  /** From the moment at which a window could be closed to its evidence. */
  readonly evidenceDelay: DelaySummary | null;
  readonly alertDelay: DelaySummary | null;
  readonly damages: readonly Damage[];
  readonly seconds: number;
}

const usualDrainMs = 120_000;

async function doFaults(stage: Stage, { faults, fault }: RoundPlan, durationMs: number): Promise<void> {
  const startMs = performance.now();
  for (const atMs of faultTimes(stage.random, faults, durationMs)) {
    await pause(Math.max(0, startMs + atMs - performance.now()));
    await fault(stage);
  }
}

function startWorkers(
  installation: FaultInstallation,
  plan: RoundPlan,
  servers: Pick<Stage, "cluster" | "influx">,
): Stage {
  const draw = sfc32([plan.seed, 5, 8]);
  const workers: Supervised[] = [];
  const addWorker = (kind: WorkerName): Supervised => {
    const worker = supervised(installation.worker(kind));
    workers.push(worker);
    return worker;
  };
  for (const kind of plan.workers) addWorker(kind);
  return { installation, workers, random: () => draw() / 2 ** 32, ...servers, addWorker };
}

/** Waits until all windows were judged; what is still missing then is found missing by the check. */
async function drain(log: FollowedLog, topic: string, expected: Expected, withinMs: number): Promise<void> {
  const windows = expected.evidence.length;
  await awaitCondition(() => log.count(topic) >= windows, {
    withinMs,
    what: `${windows} windows of evidence`,
  }).catch(() => {});
  await log.catchUp().catch(() => {});
}

const evidenceStart = (entry: LogEntry): number =>
  (JSON.parse(textOf(entry)) as { readonly windowStart: number }).windowStart;

const alertTime = (entry: LogEntry): number =>
  Date.parse((JSON.parse(textOf(entry)) as { readonly time: string }).time);

async function judgeRound(
  installation: FaultInstallation,
  produced: Produced,
  drainMs: number,
): Promise<
  Pick<RoundResult, "damages" | "windows" | "alerts" | "deadLetters" | "evidenceDelay" | "alertDelay">
> {
  const { topics, allowedLatenessMs, windowMs } = installation.configuration;
  const outputTopics = [topics.windows, topics.evidence, topics.incidents, topics.deadLetters];
  const log = await followLog(installation.brokers, [...installation.telemetryTopics, ...outputTopics]);
  try {
    await log.catchUp();
    const telemetry = installation.telemetryTopics.flatMap((topic) => log.entries(topic));
    const expected = expectedOf(installation.judged, telemetry);
    await drain(log, topics.evidence, expected, drainMs);
    const [windows = [], evidence = [], incidents = [], deadLetters = []] = outputTopics.map((topic) =>
      log.entries(topic),
    );
    const delaysOf = (entries: readonly LogEntry[], windowEndOf: (entry: LogEntry) => number) =>
      summariseDelays(
        outputDelays(
          produced.ticks,
          allowedLatenessMs,
          entries.map((entry) => ({ windowEndMs: windowEndOf(entry), timestampMs: entry.timestampMs })),
        ),
      );
    return {
      damages: checkRun(expected, { windows, evidence, incidents, deadLetters }),
      windows: evidence.length,
      alerts: incidents.length,
      deadLetters: deadLetters.length,
      evidenceDelay: delaysOf(evidence, (entry) => evidenceStart(entry) + windowMs),
      // An alert's time is its window's end and the allowed lateness.
      alertDelay: delaysOf(incidents, (entry) => alertTime(entry) - allowedLatenessMs),
    };
  } finally {
    await log.close();
  }
}

async function stopAll(workers: readonly Supervised[]): Promise<readonly string[]> {
  const ends = await Promise.all(workers.map(async (worker) => ({ worker, end: await worker.stop() })));
  return ends
    .filter(({ end }) => end.code !== 0)
    .map(({ worker, end }) => `${worker.name}: ${end.signal ?? end.code}`);
}

/** Produces telemetry while faults happen, waits until all is judged, and compares with what the input log must give. */
export async function runRound(
  installation: FaultInstallation,
  plan: RoundPlan,
  { cluster = null, influx = null }: Partial<Pick<Stage, "cluster" | "influx">> = {},
): Promise<RoundResult> {
  const startMs = performance.now();
  const messages: readonly TelemetryMessage[] = [
    ...seededTelemetry({ seed: plan.seed, minutes: plan.minutes, partitions: unevenPartitions }),
  ];
  const stage = startWorkers(installation, plan, { cluster, influx });
  try {
    const production = {
      brokers: installation.brokers,
      topicOf: installation.topicOf,
      ratePerSecond: plan.ratePerSecond,
    };
    const [produced] = await Promise.all([
      produceTelemetry(messages, production),
      doFaults(stage, plan, (messages.length / plan.ratePerSecond) * 1000),
    ]);
    const drainMs = plan.drainMs ?? usualDrainMs;
    const judged = await judgeRound(installation, produced, drainMs);
    const recorded = (await influx?.check(installation, drainMs)) ?? { rows: null, damages: [] };
    const badExits = await stopAll(stage.workers);
    return {
      seed: plan.seed,
      faults: plan.faults,
      messages: produced.messages,
      resent: produced.retries,
      crashes: stage.workers.reduce((sum, { crashes }) => sum + crashes, 0),
      badExits,
      ...judged,
      rows: recorded.rows,
      damages: [...judged.damages, ...recorded.damages],
      seconds: Math.round((performance.now() - startMs) / 1000),
    };
  } finally {
    await Promise.all(stage.workers.map((worker) => worker.abandon()));
  }
}
