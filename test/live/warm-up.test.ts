import type { EvidenceFrame } from "@tocsin/contracts";
import type { DetectorInstrumentation, WarmStart } from "@tocsin/detector";
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
import { learnedFrom } from "./support/learned-from.ts";
import { type SmallLiveOutage, smallLiveOutage } from "./support/small-live-outage.ts";

const minuteMs = 60_000;
const at = (time: string): number => Date.parse(`2021-10-04T${time}:00Z`);
const services = ["chat", "mail", "maps", "music", "news", "photos", "search", "video"];

let small: SmallLiveOutage;
beforeAll(async () => {
  small = await smallLiveOutage();
});

type News = Parameters<DetectorInstrumentation["warmUp"]>[0];

/** What a detector says of warming up, each time with the end of the newest window that was judged. */
function listening(on: MemoryInstallation) {
  const told: (News & { readonly judgedUntil: number })[] = [];
  const instrumentation: DetectorInstrumentation = {
    ...silentDetector,
    warmUp: (news) => told.push({ ...news, judgedUntil: (judgedWindows(on).at(-1) ?? 0) + minuteMs }),
  };
  return { told, instrumentation };
}

/** The first window of which the evidence topic holds a figure of a service. */
function firstSpoke(on: MemoryInstallation, service: string): number | undefined {
  const frames = valuesOn(on, on.configuration.topics.evidence).map(
    (text) => JSON.parse(text) as EvidenceFrame,
  );
  return frames.find(({ series }) =>
    series.unit.some((unit, row) => unit === service && series.evidenceNats[row] !== null),
  )?.windowStart;
}

test("a new installation says which services it cannot hear and until when, also after a restart, and keeps its word", async () => {
  const on = memoryInstallation(small.outage.topology);
  const intake = startIntake(on, on.cluster.client());
  const first = listening(on);
  const detector = startDetector(on, on.cluster.client(), first);
  await appendAll(on.cluster.client(), small.arrived(0, at("10:20")));
  await awaitCondition("half of the warm-up", () => judgedWindows(on).length >= 15);
  await detector.stop();
  const begun = first.told.flatMap((news) => news.begun);
  expect(begun.map(({ service }) => service).toSorted()).toEqual(services);
  expect(new Set(begun.map(({ speaksFrom }) => speaksFrom))).toEqual(new Set([at("11:00")]));
  expect(first.told.flatMap(({ ended }) => ended)).toEqual([]);

  const second = listening(on);
  const again = startDetector(on, on.cluster.client(), second);
  await awaitCondition("what it knows after the restart", () => second.told.length > 0);
  expect(second.told[0]!.begun.toSorted((one, other) => (one.service < other.service ? -1 : 1))).toEqual(
    services.map((service) => ({ service, speaksFrom: at("11:00") })),
  );
  await appendAll(on.cluster.client(), small.arrived(at("10:20"), at("11:30")));
  await awaitCondition("all speak", () => second.told.at(-1)?.speaking.length === services.length);
  await again.stop();
  await intake.stop();
  expect(second.told.flatMap(({ ended }) => ended).toSorted()).toEqual(services);
  for (const { warmingUp, judgedUntil } of second.told) {
    expect(warmingUp.length).toBe(judgedUntil <= at("11:00") ? services.length : 0);
  }
  for (const service of services) expect(firstSpoke(on, service)).toBe(at("11:00"));
});

/** What is told of warming up in the half hour after one at which the telemetry before was learned. */
async function toldAfter(cut: number, from: number, warmStart: (on: MemoryInstallation) => WarmStart) {
  const on = memoryInstallation(small.outage.topology);
  const { told, instrumentation } = listening(on);
  const intake = startIntake(on, on.cluster.client());
  const detector = startDetector(on, on.cluster.client(), { instrumentation, warmStart: warmStart(on) });
  const lastEnd = cut + 20 * minuteMs;
  await appendAll(on.cluster.client(), small.arrived(from, cut + 30 * minuteMs));
  await awaitCondition("twenty windows", () => (judgedWindows(on).at(-1) ?? 0) >= lastEnd);
  await detector.stop();
  await intake.stop();
  expect(told.length).toBeGreaterThan(0);
  return told;
}

test("a detector that has learned from a recording says nothing of warming up", async () => {
  const cut = at("12:00");
  const told = await toldAfter(cut, cut, (on) => ({
    kind: "recording",
    ask: async () => undefined,
    learn: async () => learnedFrom(on, small.outage.lines, { untilMs: cut, shiftMs: 0 }),
  }));
  for (const { warmingUp, begun, ended } of told) expect([warmingUp, begun, ended]).toEqual([[], [], []]);
});

test("nor does one that learns from what the topics hold, while it learns and afterwards", async () => {
  const cut = at("12:00");
  const told = await toldAfter(cut, 0, () => ({ kind: "topics", suppressUntilMs: cut }));
  for (const { warmingUp, begun, ended } of told) expect([warmingUp, begun, ended]).toEqual([[], [], []]);
});

test("one that has learned too little from the topics says so when it begins to tell, and not before", async () => {
  const cut = at("10:30");
  const told = await toldAfter(cut, 0, () => ({ kind: "topics", suppressUntilMs: cut }));
  expect(told[0]!.judgedUntil).toBeGreaterThan(cut);
  expect(told[0]!.begun.map(({ speaksFrom }) => speaksFrom)).toEqual(services.map(() => at("11:00")));
});
