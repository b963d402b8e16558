import { type AppendedRecord, type Log, LogFault, type LogPlace, type NewLogRecord } from "@tocsin/log";
import { partitionAt, partitionsOf } from "./broker.ts";
import { partitionChooser } from "./choose-partition.ts";
import type { ClientContext } from "./client-context.ts";
import { memoryMembership } from "./memory-membership.ts";
import { memoryReader } from "./memory-reader.ts";
import { memoryWriter } from "./memory-writer.ts";
import { placeKey } from "./place-key.ts";
import type { ProcessLife } from "./process-life.ts";
import { isSeen, stableEnd } from "./stored-partition.ts";
import { stamped } from "./stamped.ts";
import { appendPlain } from "./transactions.ts";

/** One process' handle of a cluster in memory. */
export interface MemoryClient extends Log, Pick<ProcessLife, "kill" | "freeze" | "thaw"> {
  readonly name: string;
}

/** Ends something that was opened; what fails then is of no interest any more. */
type Ending = () => Promise<void>;

export function memoryClient(context: ClientContext): MemoryClient {
  const { broker, life } = context;
  const choose = partitionChooser();
  const endings: Ending[] = [];
  let isClosed = false;

  function refuseClosed(): void {
    if (isClosed) throw new LogFault("failed", "the log is closed");
  }

  async function asked<Result>(
    name: Parameters<ProcessLife["step"]>[0],
    effect: () => Result,
  ): Promise<Result> {
    refuseClosed();
    return await life.step(name, effect);
  }

  function placed(records: readonly AppendedRecord[]): ReadonlyMap<string, Appending> {
    const byPlace = new Map<string, Appending>();
    for (const record of records) {
      const { topic } = record;
      const place = { topic, partition: choose(record, partitionsOf(broker, topic).length) };
      const appending = byPlace.get(placeKey(place)) ?? { place, records: [] };
      byPlace.set(placeKey(place), appending);
      appending.records.push(record);
    }
    return byPlace;
  }

  return {
    name: life.client,
    kill: () => life.kill(),
    freeze: () => life.freeze(),
    thaw: () => life.thaw(),
    partitionCounts: (topics) =>
      asked(
        "partition-counts",
        () => new Map(topics.map((topic) => [topic, partitionsOf(broker, topic).length])),
      ),
    span: (place) =>
      asked("span", () => {
        const partition = partitionAt(broker, place);
        return { first: partition.startOffset, end: stableEnd(partition) };
      }),
    offsetAt: (place, timeMs) => asked("offset-at", () => offsetAt(context, place, timeMs)),
    reader(from) {
      refuseClosed();
      const reader = memoryReader(context, from);
      endings.push(() => reader.close());
      return reader;
    },
    async writer(identity) {
      refuseClosed();
      const writer = await memoryWriter(context, identity);
      if (isClosed) await writer.close();
      endings.push(() => writer.close());
      return writer;
    },
    async append(records) {
      refuseClosed();
      await life.alive();
      for (const { place, records: own } of placed(records).values())
        await life.step("append", () => appendPlain(broker, place, stamped(context, own)));
    },
    join(options) {
      refuseClosed();
      const membership = memoryMembership(context, options);
      endings.push(() => membership.leave());
      return membership;
    },
    async close() {
      await life.alive();
      isClosed = true;
      for (const end of endings.splice(0)) await end().catch(() => undefined);
    },
  };
}

interface Appending {
  readonly place: LogPlace;
  readonly records: NewLogRecord[];
}

function offsetAt({ broker }: ClientContext, place: LogPlace, timeMs: number): number {
  const partition = partitionAt(broker, place);
  const end = stableEnd(partition);
  const found = partition.slots.find(
    (slot) => slot.offset < end && isSeen(slot) && slot.record.timestampMs >= timeMs,
  );
  return found?.offset ?? end;
}
