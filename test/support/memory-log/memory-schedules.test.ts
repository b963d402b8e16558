import type { Log, LogPlace, LogRecord } from "@tocsin/log";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Attempt,
  type Begun,
  outPartitions,
  outTopic,
  type Ran,
  runSchedule,
  type Schedule,
  schedules,
  takeOverThenRead,
  tasksDone,
} from "./writer-schedules.ts";

const decoder = new TextDecoder();
const valueOf = ({ value }: LogRecord): string => decoder.decode(value ?? undefined);
const attemptOf = (record: LogRecord): string => valueOf(record).split(":")[0] as string;

const rowsOf = (records: readonly LogRecord[]) =>
  Array.from({ length: outPartitions }, (_, partition) =>
    records
      .filter((record) => record.partition === partition)
      .map((record) => `${record.offset} ${valueOf(record)}`),
  );

/** What the brokers kept of an attempt: the values that its process sent, where it was told that they are. */
function expectWhole(attempt: Attempt, records: readonly LogRecord[]): void {
  const kept = records.filter((record) => attemptOf(record) === attempt.id);
  const seen = kept.map((record) => ({
    partition: record.partition,
    value: valueOf(record),
    offset: record.offset,
  }));
  expect(new Set(seen)).toEqual(new Set(attempt.sent));
  expect(seen).toHaveLength(attempt.sent.length);
}

function expectCommittedAlone({ attempts, cluster }: Ran): void {
  const records = cluster.records(outTopic);
  const visible = new Set(records.map(attemptOf));
  for (const attempt of attempts) {
    if (attempt.state === "begun") expect(visible).not.toContain(attempt.id);
    if (attempt.state === "committed") expect(visible).toContain(attempt.id);
    if (visible.has(attempt.id)) expectWhole(attempt, records);
  }
}

/** Every task of every identity was done, once, and in its order. */
function expectEachTaskOnce({ attempts, cluster }: Ran, { plans }: Schedule): void {
  const visible = new Set(cluster.records(outTopic).map(attemptOf));
  const done = attempts.filter(({ id }) => visible.has(id));
  for (const [identity, tasks] of plans.entries()) {
    const order = done.filter((attempt) => attempt.identity === identity).map(({ task }) => task);
    expect(order).toEqual([...tasks.keys()]);
  }
}

async function hold(schedule: Schedule, begin = takeOverThenRead): Promise<void> {
  const ran = await runSchedule(schedule, begin);
  expect(rowsOf(ran.seen)).toEqual(rowsOf(ran.cluster.records(outTopic)));
  expectCommittedAlone(ran);
  expectEachTaskOnce(ran, schedule);
}

test("whatever befalls the writers, a reader sees the committed transactions alone, each whole and once", async () => {
  await fc.assert(
    fc.asyncProperty(schedules, (schedule) => hold(schedule)),
    { numRuns: 300, seed: 20211004 },
  );
});

/** Whether some schedule shows the damage that a wrong way to begin does. */
async function isFound(
  begin: (log: Log, identity: string, state: LogPlace) => Promise<Begun>,
): Promise<boolean> {
  const details = await fc.check(
    fc.asyncProperty(schedules, (schedule) => hold(schedule, begin)),
    { numRuns: 300, seed: 20211004, endOnFailure: true },
  );
  return details.failed;
}

test("the schedules find out who reads its state before it takes its identity over", async () => {
  const found = await isFound(async (log, identity, state) => {
    const task = await tasksDone(log, state);
    const writer = await log.writer(identity);
    return { transaction: (work) => writer.transaction(work), task };
  });
  expect(found).toBe(true);
});

test("the schedules find out who writes without a transaction", async () => {
  const found = await isFound(async (log, _identity, state) => ({
    task: await tasksDone(log, state),
    transaction: (work) =>
      work({
        async send(place, records) {
          const { end } = await log.span(place);
          await log.append(records.map((record) => ({ ...record, ...place })));
          return end;
        },
        offsets: () => Promise.resolve(),
      }),
  }));
  expect(found).toBe(true);
});

test("the schedules find out who takes an identity of its own for every process", async () => {
  let processes = 0;
  const found = await isFound((log, identity, state) => {
    processes += 1;
    return takeOverThenRead(log, `${identity}-${processes}`, state);
  });
  expect(found).toBe(true);
});
