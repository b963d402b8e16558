import { AlertEvent } from "@tocsin/contracts";
import type { WarmStart } from "@tocsin/detector";
import { LogFault } from "@tocsin/log";
import { beforeAll, expect, test } from "vitest";
import {
  judgedWindows,
  type MemoryInstallation,
  memoryInstallation,
  valuesOn,
} from "../support/installation/memory-installation.ts";
import { silentDetector } from "../support/installation/silent-instrumentation.ts";
import { appendAll } from "../support/installation/telemetry-log.ts";
import { startDetector, startIntake } from "../support/installation/workers-in-process.ts";
import { awaitCondition } from "./support/await-condition.ts";
import { type SmallLiveOutage, smallLiveOutage } from "./support/small-live-outage.ts";

/* A detector whose memory is lost while an incident is open: whoever reads the alert topic must not wait for its end. */

const at = (time: string): number => Date.parse(`2021-10-04T${time}:00Z`);
const lostMs = at("13:30");

let small: SmallLiveOutage;
beforeAll(async () => {
  small = await smallLiveOutage();
});

const alertsOn = (on: MemoryInstallation): readonly AlertEvent[] =>
  valuesOn(on, on.configuration.topics.incidents).map((value) => JSON.parse(value) as AlertEvent);
const isJudgedTo = (on: MemoryInstallation, endMs: number) => (): boolean =>
  (judgedWindows(on).at(-1) ?? 0) >= endMs;

/** An installation that has told of an open incident when its detector ends and its memory goes. */
async function withLostMemory() {
  const on = memoryInstallation(small.outage.topology);
  const intake = startIntake(on, on.cluster.client());
  const detector = startDetector(on, on.cluster.client());
  await appendAll(on.cluster.client(), small.arrived(0, lostMs));
  await awaitCondition("an open incident", () => alertsOn(on).at(-1)?.data.status === "open");
  await awaitCondition("all that has come", isJudgedTo(on, lostMs - 3 * 60_000));
  await detector.stop();
  const { detectorState } = on.configuration.topics;
  on.cluster.deleteTopic(detectorState);
  on.cluster.createTopic(detectorState, 1);
  const before = alertsOn(on);
  const goOn = async (toMs: number) => await appendAll(on.cluster.client(), small.arrived(lostMs, toMs));
  return { on, before, goOn, end: async () => await intake.stop() };
}

/** What each incident was told as last. */
const lastOf = (events: readonly AlertEvent[]) =>
  new Map(events.map((event) => [event.data.incident, event] as const));

const standing = (events: readonly AlertEvent[]) =>
  [...lastOf(events).values()].filter(({ data }) => data.status === "open").map(({ data }) => data.incident);

const fromTopics: WarmStart = { kind: "topics", suppressUntilMs: lostMs };

test("what a lost memory left open is taken back with the first window of the new one, and told anew under another id", async () => {
  const { on, before, goOn, end } = await withLostMemory();
  const [left] = standing(before);
  const detector = startDetector(on, on.cluster.client(), { warmStart: fromTopics });
  await goOn(at("13:40"));
  await awaitCondition("the incident again", () => standing(alertsOn(on)).length === 1);
  await awaitCondition("all that has come", isJudgedTo(on, at("13:36")));
  await detector.stop();
  await end();
  const since = alertsOn(on).slice(before.length);
  const old = lastOf(before).get(left!)!;
  expect(since[0]).toMatchObject({
    id: `${left}:${old.data.revision + 1}`,
    type: "tocsin.incident.retracted.v1",
    subject: left,
    data: { status: "retracted", reason: "memory-lost", onset: old.data.onset, services: old.data.services },
  });
  expect(AlertEvent.parse(since[0])).toEqual(since[0]);
  expect(since[0]!.data.title).toMatch(/^Taken back: /);
  expect(since[0]!.data.summary).toContain("has lost its memory");
  const [anew] = standing(alertsOn(on));
  expect(anew).not.toBe(left);
  expect(lastOf(alertsOn(on)).get(anew!)!.data.component?.name).toBe(old.data.component?.name);
  const times = alertsOn(on).map(({ time }) => Date.parse(time));
  expect(times).toEqual(times.toSorted((one, other) => one - other));
});

test("also where the new detector ends before that window, and another goes on", async () => {
  const { on, before, goOn, end } = await withLostMemory();
  const [left] = standing(before);
  const until = at("13:33");
  const warmStart: WarmStart = { kind: "topics", suppressUntilMs: until };
  const judged = judgedWindows(on).length;
  const first = startDetector(on, on.cluster.client(), { warmStart });
  await awaitCondition("windows of the past", () => judgedWindows(on).length > judged + 20);
  await first.stop();
  expect(alertsOn(on)).toEqual(before);
  const second = startDetector(on, on.cluster.client());
  await goOn(at("13:40"));
  await awaitCondition("all that has come", isJudgedTo(on, at("13:36")));
  await second.stop();
  const third = startDetector(on, on.cluster.client());
  await third.stop();
  await end();
  const taken = alertsOn(on).filter(({ data }) => data.reason === "memory-lost");
  expect(taken.map(({ data }) => data.incident)).toEqual([left]);
  expect(standing(alertsOn(on))).not.toContain(left);
});

test("an incident that is found in the retained past again goes on under its id and is not taken back", async () => {
  const { on, before, goOn, end } = await withLostMemory();
  const [left] = standing(before);
  const detector = startDetector(on, on.cluster.client());
  await goOn(at("13:40"));
  await awaitCondition(
    "all that has come",
    () => judgedWindows(on).filter((start) => start === at("13:36")).length > 0,
  );
  await detector.stop();
  await end();
  expect(alertsOn(on).filter(({ data }) => data.reason === "memory-lost")).toEqual([]);
  expect(standing(alertsOn(on))).toEqual([left]);
});

test("what others wrote into the alert topic, or what is no alert, is left as it is", async () => {
  const { on, before, goOn, end } = await withLostMemory();
  const open = before.find(({ data }) => data.status === "open")!;
  const foreign = { ...open, source: "/tocsin/elsewhere", data: { ...open.data, incident: "foreign" } };
  const place = { topic: on.configuration.topics.incidents, partition: 0 };
  const values = [JSON.stringify(foreign), "no alert", `{"specversion":"1.0"}`, null];
  await on.cluster
    .client()
    .append(values.map((value) => ({ ...place, key: null, value, timestampMs: lostMs })));
  const detector = startDetector(on, on.cluster.client(), { warmStart: fromTopics });
  await goOn(at("13:40"));
  await awaitCondition("all that has come", isJudgedTo(on, at("13:36")));
  await detector.stop();
  await end();
  const taken = valuesOn(on, place.topic).filter((value) => value.includes("memory-lost"));
  expect(taken.map((value) => (JSON.parse(value) as AlertEvent).data.incident)).toEqual(standing(before));
});

test("a detector that has its memory reads no alerts and takes nothing back", async () => {
  const on = memoryInstallation(small.outage.topology);
  const intake = startIntake(on, on.cluster.client());
  const first = startDetector(on, on.cluster.client());
  await appendAll(on.cluster.client(), small.arrived(0, lostMs));
  await awaitCondition("an open incident", () => standing(alertsOn(on)).length === 1);
  await first.stop();
  const second = startDetector(on, on.cluster.client());
  await appendAll(on.cluster.client(), small.arrived(lostMs, at("15:00")));
  await awaitCondition("all windows judged", () => judgedWindows(on).length >= small.evidence.length);
  await second.stop();
  await intake.stop();
  expect(valuesOn(on, on.configuration.topics.incidents)).toEqual(small.alerts);
});

test("where the alert topic may not be read that is told, and the rest goes on", async () => {
  const { on, before, goOn, end } = await withLostMemory();
  const { incidents } = on.configuration.topics;
  const refusals: string[] = [];
  const log = on.cluster.client();
  const refusing = {
    ...log,
    span: async (place: Parameters<typeof log.span>[0]) => {
      if (place.topic === incidents) throw new LogFault("refused", `reading ${incidents}: not authorised`);
      return await log.span(place);
    },
  };
  const instrumentation = {
    ...silentDetector,
    alertsUnread: (error: Error) => void refusals.push(error.message),
  };
  const detector = startDetector(on, refusing, { warmStart: fromTopics, instrumentation });
  await goOn(at("13:40"));
  await awaitCondition("the incident again", () => standing(alertsOn(on)).length === 2);
  await detector.stop();
  await end();
  expect(refusals).toEqual([`reading ${incidents}: not authorised`]);
  expect(
    alertsOn(on)
      .slice(before.length)
      .filter(({ data }) => data.reason === "memory-lost"),
  ).toEqual([]);
});
