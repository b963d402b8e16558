import { setTimeout as pause } from "node:timers/promises";
import { type Produced, produceTelemetry } from "../telemetry/produce.ts";
import { seededTelemetry, type TelemetryMessage, unevenPartitions } from "../telemetry/seeded-telemetry.ts";
import { type FaultInstallation } from "./fault-installation.ts";
import { faultTimes } from "./fault-times.ts";
import { type Judgement, judgeOutages, judgeRound } from "./judge-round.ts";
import { type Stage, stageOf, type StageOptions, type StageServers, type StageWithGate } from "./stage.ts";
import { awaitReady, type Supervised } from "./supervised.ts";
import { type Told, toldBy } from "./told.ts";

export interface RoundPlan extends StageOptions {
  readonly minutes: number;
  readonly ratePerSecond: number;
  readonly faults: number;
  /** Called once before workers are started and telemetry is sent. */
  readonly prepare?: (stage: Stage) => Promise<void>;
  /** Does one fault, and resolves when the next may come. */
  readonly fault: (stage: Stage) => Promise<void>;
  /** Each fault begins at its moment, though others are not over. */
  readonly mayOverlap?: boolean;
  /** What the workers must have told at least as often as there were faults, as `log.gap cut-back`. */
  readonly mustTell?: string;
  /** The outages that are told must be those of the telemetry before the faults changed it. */
  readonly mustTellOutages?: boolean;
  /** All telemetry is there before the workers are started, which is the first fault. */
  readonly isBacklog?: boolean;
  /** What a worker's process may hold. */
  readonly mostMegabytes?: number;
  /** Waited for at the end, beyond which what is missing is lost. */
  readonly drainMs?: number;
}

export interface RoundResult extends Judgement {
  readonly seed: number;
  readonly faults: number;
  readonly messages: number;
  readonly resent: number;
  /** Rows in the database, where the round has one. */
  readonly rows: number | null;
  /** Times that a worker ended by itself. */
  readonly crashes: number;
  /** Exit codes at the end other than 0. */
  readonly badExits: readonly string[];
  readonly told: Told;
  /** The most that a worker's process held; null where that was not looked at. */
  readonly peakMegabytes: number | null;
  readonly seconds: number;
}

const usualDrainMs = 300_000;

/** Faults that take longer than they may come one after the other, and must not be one long one. */
const breathMs = 4000;

async function doFaults(stage: Stage, plan: RoundPlan, durationMs: number): Promise<void> {
  const { faults, fault, mayOverlap = false } = plan;
  const startMs = performance.now();
  const begun: Promise<void>[] = [];
  for (const atMs of faultTimes(stage.random, faults, durationMs)) {
    await pause(Math.max(breathMs * stage.random(), startMs + atMs - performance.now()));
    const one = fault(stage);
    if (!mayOverlap) await one;
    begun.push(one);
  }
  await Promise.all(begun);
}

async function stopAll(workers: readonly Supervised[]): Promise<readonly string[]> {
  const ends = await Promise.all(workers.map(async (worker) => ({ worker, end: await worker.stop() })));
  return ends
    .filter(({ end }) => end.code !== 0)
    .map(({ worker, end }) => `${worker.name}: ${end.signal ?? end.code}`);
}

/** Events that had to be told and were not, as damages. */
function untold({ mustTell, faults }: RoundPlan, told: Told): Judgement["damages"] {
  if (mustTell === undefined || (told[mustTell] ?? 0) >= faults) return [];
  return [{ kind: "missing", of: "what is told", id: `${mustTell}: ${told[mustTell] ?? 0} of ${faults}` }];
}

/** Workers whose process held more than it may, as damages. */
function tooLarge({ mostMegabytes = Infinity }: RoundPlan, peaks: readonly Peak[]): Judgement["damages"] {
  return peaks
    .filter(({ megabytes }) => megabytes > mostMegabytes)
    .map(({ name, megabytes }) => ({
      kind: "unexpected",
      of: `memory of ${name}`,
      id: `${Math.ceil(megabytes)} MB`,
    }));
}

interface Peak {
  readonly name: string;
  readonly megabytes: number;
}

const peaksOf = (workers: readonly Supervised[]): readonly Peak[] =>
  workers.flatMap((worker) => {
    const megabytes = worker.peakMegabytes();
    return megabytes === null ? [] : [{ name: worker.name, megabytes }];
  });

/** Sends the telemetry while workers run and faults happen. */
async function disturbed(
  stage: StageWithGate,
  plan: RoundPlan,
  { messages, stop }: { readonly messages: readonly TelemetryMessage[]; readonly stop: AbortSignal },
): Promise<Produced> {
  const { installation, gate, clocks } = stage;
  const { ratePerSecond } = plan;
  const { brokers, topicOf } = installation;
  const production = {
    brokers,
    topicOf,
    ratePerSecond,
    gate,
    stop,
    sent: (message: TelemetryMessage) => clocks.sent(message),
  };
  const start = (): void => {
    for (const kind of plan.workers) stage.addWorker(kind);
  };
  await plan.prepare?.(stage);
  if (plan.isBacklog === true) {
    const produced = await produceTelemetry(messages, production);
    start();
    for (let started = 1; started < plan.faults; started += 1) await plan.fault(stage);
    return produced;
  }
  start();
  await awaitReady(stage.workers);
  const [produced] = await Promise.all([
    produceTelemetry(messages, production),
    doFaults(stage, plan, (messages.length / ratePerSecond) * 1000),
  ]);
  return produced;
}

/** Produces telemetry while faults happen, waits until all is judged, and compares with what the input log must give. */
export async function runRound(
  installation: FaultInstallation,
  plan: RoundPlan,
  { cluster = null, influx = null, disk = null }: Partial<StageServers> = {},
): Promise<RoundResult> {
  const beganMs = performance.now();
  const { seed, minutes } = plan;
  const messages = [...seededTelemetry({ seed, minutes, partitions: unevenPartitions })];
  const stage = stageOf(installation, plan, { cluster, influx, disk });
  const broken = new AbortController();
  try {
    const produced = await disturbed(stage, plan, { messages, stop: broken.signal });
    const withinMs = plan.drainMs ?? usualDrainMs;
    const judged = await judgeRound(installation, produced, { earlier: stage.earlier, withinMs });
    const recorded = (await influx?.check(installation, withinMs)) ?? { rows: null, damages: [] };
    const outages = plan.mustTellOutages === true ? await judgeOutages(installation, messages) : [];
    const peaks = peaksOf(stage.workers);
    const badExits = await stopAll(stage.workers);
    const told = toldBy(stage.workers.flatMap(({ logs }) => logs));
    const ill = [...outages, ...untold(plan, told), ...tooLarge(plan, peaks)];
    return {
      seed: plan.seed,
      faults: plan.faults,
      messages: produced.messages,
      resent: produced.retries,
      crashes: stage.workers.reduce((sum, { crashes }) => sum + crashes, 0),
      badExits,
      ...judged,
      rows: recorded.rows,
      damages: [...judged.damages, ...recorded.damages, ...ill],
      told,
      peakMegabytes: peaks.reduce<number | null>(
        (most, { megabytes }) => Math.max(most ?? 0, megabytes),
        null,
      ),
      seconds: Math.round((performance.now() - beganMs) / 1000),
    };
  } finally {
    broken.abort();
    await Promise.all(stage.workers.map((worker) => worker.abandon()));
  }
}
