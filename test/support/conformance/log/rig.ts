import { randomUUID } from "node:crypto";
import type { Log, LogDelivery, LogPlace, LogPosition, LogReader, LogRecord } from "@tocsin/log";
import { expect, test, type TestContext } from "vitest";

/** A cluster under test. */
export interface LogCluster {
  /** A handle of the log, as one process has it; the suite closes it. */
  client(): Promise<Log>;
  /** Resolves when the topic can be used. */
  createTopic(topic: string, partitions: number): Promise<void>;
  /** Deletes the records below the offset. Left out where it cannot be done: the tests that need it are skipped. */
  deleteBefore?(place: LogPlace, offset: number): Promise<void>;
  /** Deletes the topic and makes it anew, with one partition; resolves when it can be used. */
  makeAnew?(topic: string): Promise<void>;
  /** Loses the records from the offset on, and lets the partition be written on. Left out where it cannot be done. */
  loseFrom?(place: LogPlace, offset: number): Promise<void>;
  /** Appends a batch that cannot be decoded, and tells its offsets. Left out where it cannot be done. */
  corrupt?(place: LogPlace): Promise<{ readonly firstOffset: number; readonly nextOffset: number }>;
  /** Called when the test has ended and its clients are closed; the place to delete what it made. */
  close(): Promise<void>;
}

export type OpenLog = () => Promise<LogCluster>;

/** How long a test waits for something that must come. */
export const patienceMs = 30_000;

/** How long `next` waits while something is still expected. */
const stepMs = 200;

/** How long a test listens before it takes it that nothing comes. */
const silenceMs = 300;

/** A cluster for one test, with what tests do to it. */
export interface LogRig {
  readonly cluster: LogCluster;
  client(): Promise<Log>;
  /** Makes a topic and gives its name. */
  topic(partitions: number): Promise<string>;
  /** A name that nothing else has. */
  name(): string;
}

/** States a promise about a cluster of its own. */
export function promise(
  open: OpenLog,
  sentence: string,
  run: (rig: LogRig, context: TestContext) => Promise<void>,
): void {
  test(sentence, { timeout: 2 * patienceMs }, async (context) => {
    const cluster = await open();
    const clients: Log[] = [];
    const name = (): string => `conformance-${randomUUID()}`;
    const rig: LogRig = {
      cluster,
      name,
      async client() {
        const client = await cluster.client();
        clients.push(client);
        return client;
      },
      async topic(partitions) {
        const topic = name();
        await cluster.createTopic(topic, partitions);
        return topic;
      },
    };
    try {
      await run(rig, context);
    } finally {
      await Promise.all(clients.map((client) => client.close()));
      await cluster.close();
    }
  });
}

export const at = (topic: string, partition = 0): LogPlace => ({ topic, partition });

/** The partitions from their oldest records on. */
export const fromStart = (topic: string, partitions: number): readonly LogPosition[] =>
  Array.from({ length: partitions }, (_, partition) => ({ topic, partition, offset: 0 }));

/** Appends plain records with these values to one partition. */
export async function appendValues(log: Log, place: LogPlace, values: readonly string[]): Promise<void> {
  await log.append(values.map((value) => ({ ...place, key: null, value })));
}

export const valuesToSend = (values: readonly string[]) => values.map((value) => ({ key: null, value }));

/** Null for a record without a value. */
export function textOf(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : new TextDecoder().decode(bytes);
}

export const textsOf = (records: readonly LogRecord[]): readonly (string | null)[] =>
  records.map(({ value }) => textOf(value));

/** Calls `next` until so many records have come. Fails when they do not come in time, or more come with them. */
export async function readCount(reader: LogReader, count: number): Promise<readonly LogRecord[]> {
  const records: LogRecord[] = [];
  await readUntil(
    reader,
    () => records.length >= count,
    (delivery) => {
      expect(delivery.kind).toBe("records");
      if (delivery.kind === "records") records.push(...delivery.records);
    },
  );
  expect(textsOf(records)).toHaveLength(count);
  return records;
}

/** Calls `next` until it is enough; every delivery is shown to `take`. */
export async function readUntil(
  reader: LogReader,
  isEnough: () => boolean,
  take: (delivery: LogDelivery) => void,
): Promise<void> {
  const deadlineMs = Date.now() + patienceMs;
  while (!isEnough()) {
    if (Date.now() > deadlineMs) throw new Error("what was expected did not come in time");
    const delivery = await reader.next(stepMs);
    if (delivery !== null) take(delivery);
  }
}

/** The records of a partition up to where it ends now; it must hold no damage. */
export async function readToEnd(log: Log, place: LogPlace): Promise<readonly LogRecord[]> {
  const { first, end } = await log.span(place);
  const reader = log.reader([{ ...place, offset: first }]);
  const records: LogRecord[] = [];
  let nextOffset = first;
  await readUntil(
    reader,
    () => nextOffset >= end,
    (delivery) => {
      expect(delivery.kind).toBe("records");
      if (delivery.kind === "records") records.push(...delivery.records);
      ({ nextOffset } = delivery);
    },
  );
  await reader.close();
  return records.filter(({ offset }) => offset < end);
}

/** The values of a partition up to where it ends now. */
export async function valuesIn(log: Log, place: LogPlace): Promise<readonly (string | null)[]> {
  return textsOf(await readToEnd(log, place));
}

/** Listens for a while: the values that came. A slow cluster may give too few, never one that is not there. */
export async function listen(reader: LogReader): Promise<readonly (string | null)[]> {
  const values: (string | null)[] = [];
  for (;;) {
    const delivery = await reader.next(silenceMs);
    if (delivery === null) return values;
    if (delivery.kind === "records") values.push(...textsOf(delivery.records));
  }
}
