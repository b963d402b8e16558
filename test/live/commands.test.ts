import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AlertEvent } from "@tocsin/contracts";
import type { AppliedCommand } from "@tocsin/detector";
import type { AppendedRecord } from "@tocsin/log";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "../../services/cli/test/support/run.ts";
import { replayInto } from "../support/replay-into.ts";
import { awaitCondition } from "./support/await-condition.ts";
import { disruptedRun } from "./support/disrupted-run.ts";
import {
  judgedWindows,
  type MemoryInstallation,
  memoryInstallation,
  telemetryPartitions,
  valuesOn,
} from "../support/installation/memory-installation.ts";
import { silentDetector } from "../support/installation/silent-instrumentation.ts";
import { appendAll, telemetryRecords } from "../support/installation/telemetry-log.ts";
import { startDetector, startIntake } from "../support/installation/workers-in-process.ts";
import { type SmallLiveOutage, smallLiveOutage } from "./support/small-live-outage.ts";
import { add, commandAt, commands, merged, start } from "./support/told-commands.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-commands-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let small: SmallLiveOutage;
beforeAll(async () => {
  small = await smallLiveOutage();
});

const minuteMs = 60_000;
const telemetry = () => telemetryRecords(small.outage.lines, { partitions: telemetryPartitions });

interface Judged {
  readonly alerts: readonly string[];
  readonly evidence: readonly string[];
}

const judgedOn = (on: MemoryInstallation): Judged => ({
  alerts: valuesOn(on, on.configuration.topics.incidents),
  evidence: valuesOn(on, on.configuration.topics.evidence),
});

/** Lets an intake and a detector judge what is there, and all windows of the small outage. */
async function judge(
  on: MemoryInstallation,
  more: Parameters<typeof startDetector>[2] = {},
): Promise<Judged> {
  const workers = [startIntake(on, on.cluster.client()), startDetector(on, on.cluster.client(), more)];
  await awaitCondition("all windows judged", () => judgedWindows(on).length >= small.evidence.length);
  for (const worker of workers) await worker.stop();
  return judgedOn(on);
}

async function judgedWith(records: readonly AppendedRecord[]): Promise<Judged & { on: MemoryInstallation }> {
  const on = memoryInstallation(small.outage.topology);
  await appendAll(on.cluster.client(), records);
  return { ...(await judge(on)), on };
}

const offsetAt = ({ evidence }: Judged, minute: number): number | null => {
  const frames = evidence.map(
    (text) => JSON.parse(text) as { readonly windowStart: number; readonly commandsOffset?: number },
  );
  return frames.find(({ windowStart }) => windowStart === start + minute * minuteMs)?.commandsOffset ?? null;
};

async function recorded(on: MemoryInstallation, name: string, ...topics: readonly string[]): Promise<string> {
  const path = join(folder, name);
  expect(await run(["record", ...topics, "--out", path], { cluster: on.kafka })).toMatchObject({ code: 0 });
  return path;
}

const replayed = async (...files: readonly string[]): Promise<Judged> => {
  const [recording = "", ...more] = files;
  const out = join(folder, `out-${files.length}`);
  const read = await replayInto(out, recording, ...more, "--topology", small.outage.topology);
  return { alerts: read.alerts(), evidence: read.evidence() };
};

/** Scope, reason and time of each alert, the time in minutes of the small outage. */
const storyOf = ({ alerts }: Judged): readonly (readonly [string, string, number])[] =>
  alerts.map((text) => {
    const { time, data } = JSON.parse(text) as AlertEvent;
    return [data.scope, data.reason, (Date.parse(time) - start) / minuteMs];
  });

const lines = ({ alerts, evidence }: Judged): Judged => ({ alerts, evidence });

test("a command holds from the window that it names, and the evidence says up to which command all are applied", async () => {
  const live = await judgedWith(merged(commands, telemetry()));
  expect([42, 43, 152, 153, 155, 209, 210].map((minute) => offsetAt(live, minute))).toEqual([
    null,
    0,
    0,
    3,
    4,
    4,
    5,
  ]);
  expect(live.evidence).toHaveLength(small.evidence.length);
});

test("an outage in planned work is raised when a command has ended the work, and what the work does not name as ever", async () => {
  const told = await judgedWith(merged(commands, telemetry()));
  expect(storyOf(small)).toEqual([
    ["simultaneous", "evidence-crossed-threshold", 201.5],
    ["simultaneous", "recovered", 239.5],
  ]);
  expect(storyOf(told)).toEqual([
    ["simultaneous", "maintenance-ended", 211.5],
    ["simultaneous", "recovered", 239.5],
  ]);
});

test("the replay of a recorded live run with commands gives its alerts and evidence, byte for byte; also sent once more", async () => {
  const live = await judgedWith(merged(commands, telemetry()));
  const path = await recorded(live.on, "run.jsonl.gz");
  expect(await replayed(path)).toEqual(lines(live));
  const again = memoryInstallation(small.outage.topology);
  const sent = await run(["replay", path, "--to", "kafka"], { cluster: again.kafka });
  expect(sent).toMatchObject({ code: 0 });
  expect(valuesOn(again, again.configuration.topics.commands)).toHaveLength(commands.length);
  expect(await judge(again)).toEqual(lines(live));
});

test("feedback and what nobody understands change no byte", async () => {
  const told = commands.filter(({ value }) => /feedback|oops/.test(String(value)));
  expect(told).toHaveLength(2);
  expect(lines(await judgedWith(merged(told, telemetry())))).toEqual({
    alerts: small.alerts,
    evidence: small.evidence,
  });
});

test("a refused command is a dead letter once, with a code, and the others hold", async () => {
  const { on } = await judgedWith(merged(commands, telemetry()));
  const letters = on.cluster.records(on.configuration.topics.deadLetters);
  expect(letters.map(({ value }) => Buffer.from(value ?? []).toString())).toEqual(["oops"]);
  const text = (name: string): string => Buffer.from(letters[0]?.headers[name] as Uint8Array).toString();
  expect([text("tocsin_code"), text("tocsin_topic"), text("tocsin_offset")]).toEqual([
    "value-not-json",
    "tocsin.commands.v1",
    "2",
  ]);
});

/** Half of the telemetry is judged when a command comes that shall hold from the first hour on; then comes the rest. */
async function judgedWithLateCommand(
  isKilled: boolean,
): Promise<Judged & { on: MemoryInstallation; first: AppliedCommand }> {
  const on = memoryInstallation(small.outage.topology);
  const all = telemetry();
  const indexAt = (minute: number): number =>
    all.findIndex(({ timestampMs }) => (timestampMs ?? 0) > start + minute * minuteMs);
  const applied: AppliedCommand[] = [];
  const instrumentation = {
    ...silentDetector,
    commandApplied: (one: AppliedCommand) => void applied.push(one),
  };
  const [client, held] = [on.cluster.client(), on.cluster.client()];
  const intake = startIntake(on, on.cluster.client());
  const dying = startDetector(on, held, { instrumentation });
  await appendAll(client, all.slice(0, indexAt(120)));
  await awaitCondition("half of it judged", () => judgedWindows(on).length >= 115);
  const from = new Date(start).toISOString();
  await appendAll(client, [commandAt(60, add("late", { services: ["news"], from }))]);
  await appendAll(client, all.slice(indexAt(120), indexAt(180)));
  await awaitCondition("three quarters of it judged", () => judgedWindows(on).length >= 175);
  if (isKilled) {
    held.kill();
    on.cluster.expire(held);
  }
  const next = isKilled ? startDetector(on, on.cluster.client(), { instrumentation }) : dying;
  await appendAll(client, all.slice(indexAt(180)));
  await awaitCondition("all windows judged", () => judgedWindows(on).length >= small.evidence.length);
  for (const worker of [intake, next]) await worker.stop();
  expect(applied).toHaveLength(1);
  return { ...judgedOn(on), on, first: applied[0]! };
}

test.each([false, true])(
  "a command that comes when its window has been judged holds from the next one on, and a replay beside the evidence knows (killed: %j)",
  async (isKilled) => {
    const live = await judgedWithLateCommand(isKilled);
    const { on, first } = live;
    expect(first).toMatchObject({ id: "late", answer: "taken", holdsFrom: start + 63 * minuteMs });
    expect(first.windowStart).toBeGreaterThanOrEqual(start + 115 * minuteMs);
    expect(offsetAt(live, (first.windowStart - start) / minuteMs - 1)).toBeNull();
    const path = await recorded(on, `late-${isKilled}.jsonl`);
    const evidence = await recorded(on, `late-evidence-${isKilled}.jsonl`, on.configuration.topics.evidence);
    expect((await replayed(path)).evidence).not.toEqual(live.evidence);
    expect(await replayed(path, evidence)).toEqual(lines(live));
  },
);

describe("commands hold before the same windows, and once,", () => {
  test.each([1, 2, 3])("when processes die and freeze at random (seed %d)", async (seed) => {
    const undisturbed = await judgedWith([...commands, ...telemetry()]);
    const on = memoryInstallation(small.outage.topology);
    const { configuration } = on;
    const hasty = {
      ...on,
      configuration: { ...configuration, kafka: { ...configuration.kafka, sessionTimeoutMs: 100 } },
    };
    await disruptedRun(hasty, {
      seed,
      records: [...commands, ...telemetry()],
      windows: small.evidence.length,
      disruptions: 20,
      choose: ({ name }) => (name === "join" || name === "leave" ? [] : ["kill", "freeze"]),
    });
    expect(judgedOn(hasty)).toEqual(lines(undisturbed));
    expect(on.cluster.records(configuration.topics.deadLetters)).toHaveLength(1);
  });
});

test("ten thousand commands before the first window are all applied before the windows that they name", async () => {
  const many = Array.from({ length: 10_000 }, (_, at) =>
    commandAt(
      Math.floor(at / 100),
      add(`m-${at % 50}`, { services: ["news"], from: "2030-01-01T00:00:00Z" }),
    ),
  );
  const live = await judgedWith([...many, ...telemetry()]);
  expect([2, 3, 52, 102, 103].map((minute) => offsetAt(live, minute))).toEqual([null, 99, 4999, 9999, 9999]);
  expect(live.alerts).toEqual(small.alerts);
});

test("without the command topic all is judged as ever; one that is made later is found", async () => {
  const on = memoryInstallation(small.outage.topology);
  const { commands: topic } = on.configuration.topics;
  on.cluster.deleteTopic(topic);
  await appendAll(on.cluster.client(), telemetry());
  let unread = 0;
  const instrumentation = { ...silentDetector, commandsUnread: () => void (unread += 1) };
  expect(await judge(on, { instrumentation })).toEqual({ alerts: small.alerts, evidence: small.evidence });
  expect(unread).toBe(1);
});

test("a command topic that is made anew begins again, and what was told before still holds", async () => {
  const on = memoryInstallation(small.outage.topology);
  const { commands: topic } = on.configuration.topics;
  const all = telemetry();
  const half = all.findIndex(({ timestampMs }) => (timestampMs ?? 0) > start + 120 * minuteMs);
  const client = on.cluster.client();
  await appendAll(client, [...commands.slice(0, 1), ...commands.slice(0, 1), ...all.slice(0, half)]);
  const before = [startIntake(on, on.cluster.client()), startDetector(on, on.cluster.client())];
  await awaitCondition("half of it judged", () => judgedWindows(on).length >= 115);
  for (const worker of before) await worker.stop();
  on.cluster.deleteTopic(topic);
  on.cluster.createTopic(topic, 1);
  await appendAll(client, [
    commandAt(150, add("anew", { services: ["maps"], from: "2030-01-01T00:00:00Z" })),
  ]);
  await appendAll(client, all.slice(half));
  const live = await judge(on);
  expect([100, 152, 153].map((minute) => offsetAt(live, minute))).toEqual([1, null, 0]);
});
