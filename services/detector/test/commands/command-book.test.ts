import { topicNames } from "@tocsin/contracts";
import type { MaintenanceAnswer, MaintenanceCommand } from "@tocsin/core";
import { LogFault } from "@tocsin/log";
import { beforeEach, expect, test } from "vitest";
import { commandBook, type CommandBook, type CommandBookOptions } from "../../src/commands/command-book.ts";
import { silentDetector } from "../../../../test/support/installation/silent-instrumentation.ts";
import { type MemoryCluster, memoryCluster } from "../../../../test/support/memory-log/index.ts";

const topic = topicNames.commands;
const minuteMs = 60_000;
const noon = 1_700_049_600_000;
const never = new AbortController().signal;

let brokers: MemoryCluster;
let nowMs: number;
beforeEach(() => {
  brokers = memoryCluster();
  nowMs = 0;
});

const bookOn = (more: Partial<CommandBookOptions> = {}): CommandBook =>
  commandBook({
    log: brokers.client(),
    topic,
    instrumentation: silentDetector,
    nowMs: () => (nowMs += 1),
    windowMs: minuteMs,
    appliedTo: null,
    committedTo: null,
    ...more,
  });

const append = async (...values: readonly (object | string)[]): Promise<void> =>
  await brokers.client().append(
    values.map((value) => ({
      topic,
      partition: 0,
      key: null,
      value: typeof value === "string" ? value : JSON.stringify(value),
      timestampMs: noon,
    })),
  );

const end = (id: string) => ({ v: 1, kind: "maintenance-end", id, fromWindow: noon });

/** What is told before the window at noon. */
function toldBy(book: CommandBook, answer: MaintenanceAnswer = "taken"): readonly string[] {
  const told: string[] = [];
  book.beforeWindow(noon, (command: MaintenanceCommand) => {
    told.push(command.kind === "end" ? command.id : command.work.id);
    return answer;
  });
  return told;
}

test("a topic that is not there is told of once, keeps nobody waiting, and is found when it is made", async () => {
  let unread = 0;
  const book = bookOn({ instrumentation: { ...silentDetector, commandsUnread: () => void (unread += 1) } });
  await book.readToEnd(never);
  brokers.createTopic(topic, 1);
  await append(end("m-1"));
  await book.readOn();
  expect([toldBy(book), unread]).toEqual([[], 1]);
  nowMs += 30_000;
  await book.readOn();
  expect(toldBy(book)).toEqual(["m-1"]);
  brokers.deleteTopic(topic);
  nowMs += 30_000;
  await book.readOn();
  nowMs += 30_000;
  await book.readOn();
  expect(unread).toBe(2);
  await book.close();
});

test("a topic that does not answer is waited for at the start, and given up after a quarter of a minute", async () => {
  brokers.createTopic(topic, 1);
  const log = brokers.client();
  const unreachable = async () => await Promise.reject(new LogFault("unreachable", "nobody there"));
  const book = bookOn({ log: { ...log, partitionCounts: unreachable }, nowMs: () => (nowMs += 5000) });
  await book.readToEnd(never);
  expect(nowMs).toBeGreaterThan(15_000);
  await book.close();
});

test("any other fault of the log is not kept back", async () => {
  const failing = async () => await Promise.reject(new LogFault("failed", "oh no"));
  await expect(bookOn({ log: { ...brokers.client(), partitionCounts: failing } }).readOn()).rejects.toThrow(
    "oh no",
  );
});

test("what was applied before is not read again, and no dead letter of what was committed is written again", async () => {
  brokers.createTopic(topic, 1);
  await append("oops", end("m-1"), "what", end("m-2"), "no");
  const book = bookOn({ appliedTo: 2, committedTo: 4 });
  await book.readToEnd(never);
  expect(toldBy(book)).toEqual(["m-2"]);
  const { letters, isTold } = book.drain();
  expect(letters.map(({ value }) => Buffer.from(value as Uint8Array).toString())).toEqual(["no"]);
  expect([isTold, book.appliedTo()]).toEqual([true, 5]);
  expect(book.drain()).toEqual({ letters: [], isTold: false, isAnew: false });
  await book.close();
});

test("planned work for which there is no room is a dead letter with its code", async () => {
  brokers.createTopic(topic, 1);
  await append({
    v: 1,
    kind: "maintenance-add",
    id: "m-1",
    fromWindow: noon,
    services: ["a"],
    from: "2023-11-15T12:00:00Z",
  });
  const book = bookOn();
  await book.readToEnd(never);
  expect(toldBy(book, "too-many")).toEqual(["m-1"]);
  expect(book.drain().letters[0]?.headers).toMatchObject({ tocsin_code: "command-too-many" });
  await book.close();
});

test("no more than a thousand commands wait in memory; room is filled when there is some", async () => {
  brokers.createTopic(topic, 1);
  await append(
    ...Array.from({ length: 2500 }, (_, at) => ({ ...end(`m-${at}`), fromWindow: noon + at * minuteMs })).map(
      (command) => ({ ...command, fromWindow: Math.min(command.fromWindow, noon + 3_600_000) }),
    ),
  );
  const book = bookOn();
  await book.readToEnd(never);
  expect([book.isBehind(), toldBy(book)]).toEqual([false, ["m-0"]]);
  book.beforeWindow(noon + 3_600_000, () => "taken");
  expect(book.isBehind()).toBe(true);
  await book.readOn();
  book.beforeWindow(noon + 3_600_000, () => "taken");
  await book.readOn();
  book.beforeWindow(noon + 3_600_000, () => "taken");
  expect(book.appliedTo()).toBe(2500);
  await book.close();
});
