import type { RefusedSeries } from "@tocsin/core";
import { beforeEach, describe, expect, test } from "vitest";
import { memoryKafka } from "../../../test/support/memory-kafka.ts";
import { type TestContext, workerContext } from "../../../test/support/worker-context.ts";
import { detectorInstrumentation } from "../src/instrumentation.ts";
import { warmUpNews } from "../src/warm-up-news.ts";

const from = (time: string) => Date.parse(`2021-10-04T${time}:00Z`);
const warming = (service: string, time: string | null) => ({
  service,
  speaksFrom: time === null ? null : from(time),
});

let told: TestContext;
let said: ReturnType<typeof detectorInstrumentation>;
beforeEach(async () => {
  told = await workerContext(memoryKafka().brokers.client());
  said = detectorInstrumentation(told.context.instruments, told.context.configuration);
  said.role("active");
  said.restored({ kind: "nothing", windows: 0, stateBytes: 0 });
});

const figure = async (name: string): Promise<number> => {
  const text = await told.context.instruments.metrics.text("plain");
  return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
};
const detectorCheck = () => told.health.readiness().checks.find(({ name }) => name === "detector");

test("a detector whose services all warm up is ready, and says which they are and from when they speak", async () => {
  said.warmUp(warmUpNews()({ warmingUp: [warming("chat", "11:00"), warming("mail", null)], speaking: [] }));
  expect(detectorCheck()).toEqual({
    name: "detector",
    ok: true,
    reason: null,
    note: "2 of 2 services warm up, and nothing can be told of them yet; they speak: chat from 2021-10-04T11:00:00.000Z, mail from a time not known yet",
  });
  expect(await figure("tocsin_services_warming_up")).toBe(2);
  expect(await figure("tocsin_warm_up_end_timestamp_seconds")).toBe(from("11:00") / 1000);
});

test("many services that come at once are one event, with their number, five names and the first and last time", () => {
  const services = ["a", "b", "c", "d", "e", "f", "g"];
  const news = warmUpNews();
  const warmingUp = services.map((service, at) => warming(service, `11:0${6 - at}`));
  said.warmUp(news({ warmingUp, speaking: ["mail"] }));
  expect(told.lines().at(-1)).toMatchObject({
    event: "service.warming-up",
    count: 7,
    services: ["a", "b", "c", "d", "e"],
    speaksFrom: "2021-10-04T11:00:00.000Z",
    allSpeakFrom: "2021-10-04T11:06:00.000Z",
  });
  expect(detectorCheck()?.note).toMatch(/^7 of 8 services warm up, .*e from \S+, 2 more$/);
  said.warmUp(news({ warmingUp: [], speaking: ["mail", ...services] }));
  expect(told.lines().at(-1)).toMatchObject({ event: "service.speaks", count: 7 });
  expect(told.events().filter((event) => event.startsWith("service."))).toHaveLength(2);
});

test("when all of them speak, and while it stands by, it says nothing of warming up", async () => {
  const news = warmUpNews();
  said.warmUp(news({ warmingUp: [warming("chat", "11:00")], speaking: [] }));
  said.warmUp(news({ warmingUp: [], speaking: ["chat"] }));
  expect(detectorCheck()).toEqual({ name: "detector", ok: true, reason: null });
  expect(await figure("tocsin_services_warming_up")).toBe(0);
  said.warmUp(news({ warmingUp: [warming("mail", "12:00")], speaking: ["chat"] }));
  said.role("standby");
  expect(detectorCheck()).toEqual({ name: "detector", ok: true, reason: null });
  expect(await figure("tocsin_services_warming_up")).toBe(0);
  expect(await figure("tocsin_warm_up_end_timestamp_seconds")).toBe(0);
});

test("components that are not watched are said with their number and five names, and so is that they are again", async () => {
  said.unwatched(["a", "b", "c", "d", "e", "f"]);
  expect(told.lines().at(-1)).toMatchObject({
    event: "component.unwatched",
    count: 6,
    components: ["a", "b", "c", "d", "e"],
  });
  expect(await figure("tocsin_components_unwatched")).toBe(6);
  said.unwatched([]);
  expect(told.lines().at(-1)).toMatchObject({ event: "component.unwatched", count: 0, components: [] });
  said.unwatched(["a"]);
  said.role("standby");
  expect(await figure("tocsin_components_unwatched")).toBe(0);
});

describe("series that are not taken", () => {
  const committed = (refused: RefusedSeries | null, dropped = 0) =>
    said.committed({
      windows: [from("10:00")],
      atMs: from("10:02"),
      alerts: 0,
      frames: 1,
      series: { kept: 8, refused, dropped },
      snapshotBytes: null,
    });
  const seriesCheck = () => told.health.readiness().checks.find(({ name }) => name === "series");

  test("are told in readiness, log and metrics, by their code, until all are taken again", async () => {
    committed({ series: 4, byCode: { "series-limit": 4 }, examples: ["pod-1", "pod-2"] });
    expect(seriesCheck()).toMatchObject({
      ok: false,
      reason:
        "4 series are not seen (series-limit), such as of pod-1, pod-2; look who sends so many names, or raise bounds",
    });
    expect(told.lines().at(-1)).toMatchObject({
      event: "series.refused",
      code: "series-limit",
      series: 4,
      units: ["pod-1", "pod-2"],
    });
    expect(await figure("tocsin_series")).toBe(8);
    expect(await figure('tocsin_series_refused\\{code="series-limit"\\}')).toBe(4);
    committed(null);
    expect(seriesCheck()).toMatchObject({ ok: true, reason: null });
    expect(await figure('tocsin_series_refused\\{code="series-limit"\\}')).toBeNaN();
  });

  test("in every window, are one line of the log in a while", () => {
    for (let window = 0; window < 50; window += 1)
      committed({ series: 1, byCode: { "new-series-limit": 1 }, examples: [`pod-${window}`] });
    expect(told.events().filter((event) => event === "series.refused")).toHaveLength(1);
  });

  test("dropped series are counted", async () => {
    committed(null, 3);
    committed(null, 2);
    expect(await figure("tocsin_series_dropped_total")).toBe(5);
    expect(told.lines().at(-1)).toMatchObject({ event: "series.dropped", series: 2 });
  });
});

const minuteMs = 60_000;
const committedOf = (windows: readonly number[]) => ({
  windows,
  atMs: Date.now(),
  alerts: 0,
  frames: 3,
  series: { kept: 1, refused: null, dropped: 0 },
  snapshotBytes: null,
});

test("a backfill does not count as delay: windows that had ended before it began are counted apart", async () => {
  const now = Date.now();
  said.committed(committedOf([now - 90 * 24 * 60 * minuteMs, now - 2 * minuteMs]));
  expect(await figure("tocsin_past_windows_total")).toBe(2);
  expect(await figure("tocsin_detection_delay_seconds_count")).toBe(0);
  said.committed(committedOf([now + 1]));
  expect(await figure("tocsin_past_windows_total")).toBe(2);
  expect(await figure("tocsin_detection_delay_seconds_count")).toBe(1);
});

test("frames count when what they led to is committed, and not when they are looked at", async () => {
  const frames = async (): Promise<number> => {
    const text = await told.context.instruments.metrics.text("plain");
    return Number(/^tocsin_records_processed_total\{worker="detector".* (\d+)$/m.exec(text)?.[1] ?? 0);
  };
  said.processed(100);
  expect(await frames()).toBe(0);
  said.committed(committedOf([]));
  expect(await frames()).toBe(3);
});

test("that an older snapshot stood in is said, with how much was judged again", () => {
  said.caughtUp(12);
  expect(told.lines().at(-1)).toMatchObject({
    event: "state.caught-up",
    worker: "detector",
    judgedAgain: 12,
  });
});
