import type { Log, LogPlace, LogRecord, LogTransaction } from "@tocsin/log";
import fc from "fast-check";
import {
  instantWait,
  type MemoryClient,
  type MemoryCluster,
  memoryCluster,
  type MemoryVerdict,
} from "./index.ts";

/** What befalls a process at one of its steps. */
export type Blow = "pass" | "fail" | "kill" | "freeze";

export interface Schedule {
  readonly scheduler: fc.Scheduler;
  /** One for each step of the writing processes, in the order in which they are met; afterwards nothing befalls them. */
  readonly blows: readonly Blow[];
  /** For each identity and task: the partitions that its transaction sends to, one after another. */
  readonly plans: readonly (readonly (readonly number[])[])[];
  /** Whether brokers take their time to write markers. */
  readonly lateMarkers: boolean;
  readonly maxBatchRecords: number;
}

/** One run of a task's transaction, as its process knows it. */
export interface Attempt {
  readonly id: string;
  readonly identity: number;
  readonly task: number;
  /** `committing`: only the brokers know. */
  state: "begun" | "committing" | "committed";
  /** Values that were sent whole, each with the offset that was told for it. */
  readonly sent: { readonly partition: number; readonly value: string; readonly offset: number }[];
}

export interface Ran {
  readonly attempts: readonly Attempt[];
  /** What a reader saw that read all the time. */
  readonly seen: readonly LogRecord[];
  readonly cluster: MemoryCluster;
}

export const outTopic = "out";
export const outPartitions = 3;
const stateTopic = "state";

const blow = fc.oneof(
  { weight: 12, arbitrary: fc.constant<Blow>("pass") },
  { weight: 1, arbitrary: fc.constant<Blow>("fail") },
  { weight: 1, arbitrary: fc.constant<Blow>("kill") },
  { weight: 1, arbitrary: fc.constant<Blow>("freeze") },
);

const plan = fc.array(fc.nat({ max: outPartitions - 1 }), { minLength: 1, maxLength: 4 });

export const schedules: fc.Arbitrary<Schedule> = fc.record({
  scheduler: fc.scheduler(),
  blows: fc.array(blow, { maxLength: 200, size: "max" }),
  plans: fc.array(fc.array(plan, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 3 }),
  lateMarkers: fc.boolean(),
  maxBatchRecords: fc.integer({ min: 1, max: 10 }),
});

/** How a process finds out where to go on. */
export type Begin = (log: Log, identity: string, state: LogPlace) => Promise<Begun>;

export interface Begun {
  readonly transaction: (work: (transaction: LogTransaction) => Promise<void>) => Promise<void>;
  /** The first task that is not done. */
  readonly task: number;
}

/** As workers do it: first the identity, then what the state partition says. */
export async function takeOverThenRead(log: Log, identity: string, state: LogPlace): Promise<Begun> {
  const writer = await log.writer(identity);
  return { transaction: (work) => writer.transaction(work), task: await tasksDone(log, state) };
}

/** Counts the committed records of a partition up to where it ends now. */
export async function tasksDone(log: Log, state: LogPlace): Promise<number> {
  const { first, end } = await log.span(state);
  const reader = log.reader([{ ...state, offset: first }]);
  let done = 0;
  for (let nextOffset = first; nextOffset < end;) {
    const delivery = await reader.next(0);
    if (delivery?.kind === "records") done += delivery.records.length;
    nextOffset = delivery?.nextOffset ?? nextOffset;
  }
  return done;
}

/**
 * Runs a process for each identity, which does its tasks in transactions one after another; a process that was killed,
 * frozen or refused is succeeded by another, and a frozen one thaws at some time beside its successor.
 */
export async function runSchedule(schedule: Schedule, begin: Begin): Promise<Ran> {
  const { scheduler, plans, lateMarkers, maxBatchRecords } = schedule;
  const markers = markersOf(scheduler, lateMarkers);
  const cluster = memoryCluster({
    nowMs: () => 0,
    maxBatchRecords,
    fault: () => scheduler.schedule(Promise.resolve("pass")),
    beforeMarker: () => markers.before(),
  });
  cluster.createTopic(outTopic, outPartitions);
  cluster.createTopic(stateTopic, plans.length);
  const attempts: Attempt[] = [];
  const blows = schedule.blows.values();
  const nextBlow = (): Blow => blows.next().value ?? "pass";
  const run: Run = { schedule, begin, cluster, attempts, nextBlow, processes: [] };
  let isDone = false;
  const reading = readAll(cluster, () => isDone);
  await scheduler.waitFor(Promise.all(plans.map((_, identity) => workThrough(run, identity))));
  await scheduler.waitFor(Promise.all(run.processes));
  cluster.timeOut();
  await markers.writeAll();
  isDone = true;
  return { attempts, seen: await scheduler.waitFor(reading), cluster };
}

/** Lets brokers take their time to write markers, until all shall be written. */
function markersOf(scheduler: fc.Scheduler, areLate: boolean) {
  const waiting = new Set<Promise<void>>();
  let isEnding = !areLate;
  return {
    async before(): Promise<void> {
      if (isEnding) return;
      const marker = scheduler.schedule(Promise.resolve());
      waiting.add(marker);
      await marker;
      waiting.delete(marker);
    },
    async writeAll(): Promise<void> {
      isEnding = true;
      while (waiting.size > 0) await scheduler.waitNext(1);
      await instantWait();
    },
  };
}

interface Run {
  readonly schedule: Schedule;
  readonly begin: Begin;
  readonly cluster: MemoryCluster;
  readonly attempts: Attempt[];
  readonly nextBlow: () => Blow;
  /** Each resolves when its process does nothing more. */
  readonly processes: Promise<unknown>[];
}

/** Starts one process after another until one has done everything. */
async function workThrough(run: Run, identity: number): Promise<void> {
  for (;;) {
    const fate: Fate = { lost: Promise.withResolvers(), dead: Promise.withResolvers() };
    const client: MemoryClient = run.cluster.client({ fault: () => befall(run, client, fate) });
    const ended = workOnce(run, client, identity).catch(() => "failed" as const);
    run.processes.push(Promise.race([ended, fate.dead.promise]));
    if ((await Promise.race([ended, fate.lost.promise])) === "done") return;
  }
}

interface Fate {
  /** It is succeeded by another, though it may only be frozen. */
  readonly lost: PromiseWithResolvers<"lost">;
  readonly dead: PromiseWithResolvers<"dead">;
}

async function befall(run: Run, client: MemoryClient, fate: Fate): Promise<MemoryVerdict> {
  const { scheduler } = run.schedule;
  const next = run.nextBlow();
  await scheduler.schedule(Promise.resolve());
  if (next === "kill") {
    client.kill();
    fate.dead.resolve("dead");
  }
  if (next === "freeze") {
    client.freeze();
    void scheduler.schedule(Promise.resolve()).then(() => client.thaw());
  }
  if (next === "kill" || next === "freeze") fate.lost.resolve("lost");
  return next === "fail" ? "fail" : "pass";
}

async function workOnce(run: Run, client: MemoryClient, identity: number): Promise<"done"> {
  const state = { topic: stateTopic, partition: identity };
  const { transaction, task: first } = await run.begin(client, `writer-${identity}`, state);
  const plans = run.schedule.plans[identity] as readonly (readonly number[])[];
  for (const [task, partitions] of plans.entries()) {
    if (task < first) continue;
    const attempt: Attempt = { id: `${run.attempts.length}`, identity, task, state: "begun", sent: [] };
    run.attempts.push(attempt);
    await transaction(async (open) => {
      await sendAll(open, attempt, partitions);
      await open.send(state, [{ key: null, value: `${task}` }]);
      attempt.state = "committing";
    });
    attempt.state = "committed";
  }
  return "done";
}

async function sendAll(open: LogTransaction, attempt: Attempt, partitions: readonly number[]): Promise<void> {
  for (const [index, partition] of partitions.entries()) {
    const values = [`${attempt.id}:${index}a`, `${attempt.id}:${index}b`];
    const records = values.map((value) => ({ key: `${attempt.identity}:${attempt.task}`, value }));
    const base = await open.send({ topic: outTopic, partition }, records);
    attempt.sent.push(...values.map((value, at) => ({ partition, value, offset: base + at })));
  }
}

async function readAll(cluster: MemoryCluster, isDone: () => boolean): Promise<readonly LogRecord[]> {
  const positions = Array.from({ length: outPartitions }, (_, partition) => ({
    topic: outTopic,
    partition,
    offset: 0,
  }));
  const reader = cluster.client().reader(positions);
  const seen: LogRecord[] = [];
  for (;;) {
    const wasDone = isDone();
    const delivery = await reader.next(0);
    if (delivery === null && wasDone) return seen;
    if (delivery?.kind === "records") seen.push(...delivery.records);
  }
}
