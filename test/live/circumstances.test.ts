import type { AlertEvent, EvidenceFrame } from "@tocsin/contracts";
import type { Frame } from "@tocsin/core";
import { type DetectorInstrumentation, detectionSettings, type WarmStart } from "@tocsin/detector";
import type { IntakeInstrumentation } from "@tocsin/intake";
import { beforeAll, describe, expect, test } from "vitest";
import { awaitCondition } from "./support/await-condition.ts";
import { learnedFrom } from "./support/learned-from.ts";
import {
  type MemoryInstallation,
  memoryInstallation,
  judgedWindows,
  telemetryPartitions,
  valuesOn,
} from "../support/installation/memory-installation.ts";
import { startDetector, startIntake } from "../support/installation/workers-in-process.ts";
import { silentDetector, silentIntake } from "../support/installation/silent-instrumentation.ts";
import { type SmallLiveOutage, smallLiveOutage } from "./support/small-live-outage.ts";
import { appendAll, telemetryRecords } from "../support/installation/telemetry-log.ts";

let small: SmallLiveOutage;
beforeAll(async () => {
  small = await smallLiveOutage();
});

const records = () => telemetryRecords(small.outage.lines, { partitions: telemetryPartitions });
const alertsOn = (on: MemoryInstallation): readonly AlertEvent[] =>
  valuesOn(on, on.configuration.topics.incidents).map((value) => JSON.parse(value) as AlertEvent);
const errorRate = { topic: "telemetry.error-rate.v1", partition: 0 };
const text = (bytes: unknown): string => Buffer.from(bytes as Uint8Array).toString("utf8");

describe("bad messages", () => {
  async function lettersFor(send: (on: MemoryInstallation) => Promise<void>) {
    const on = memoryInstallation(small.outage.topology);
    await send(on);
    await appendAll(on.cluster.client(), records());
    const workers = [startIntake(on, on.cluster.client()), startDetector(on, on.cluster.client())];
    await awaitCondition("all windows judged", () => judgedWindows(on).length >= small.evidence.length);
    for (const worker of workers) await worker.stop();
    expect(valuesOn(on, on.configuration.topics.incidents)).toEqual(small.alerts);
    return on.cluster.records(on.configuration.topics.deadLetters);
  }

  test("go to the dead letters as they came, with the reason and their place, and cost no good one", async () => {
    const bytes = Uint8Array.from([0xff, 0x00, 0x7b]);
    const [letter, ...others] = await lettersFor(async (on) => {
      await on.cluster.client().append([
        {
          ...errorRate,
          key: Uint8Array.from([1, 2]),
          value: bytes,
          headers: { trace: "a-b", twice: ["1", "2"] },
          timestampMs: Date.parse("2021-10-04T10:00:30Z"),
        },
      ]);
    });
    expect(others).toEqual([]);
    expect(Buffer.from(letter?.value ?? []).equals(bytes)).toBe(true);
    expect(Buffer.from(letter?.key ?? []).equals(Buffer.from([1, 2]))).toBe(true);
    const headers = letter?.headers ?? {};
    expect(text(headers["tocsin_code"])).toBe("payload-not-utf8");
    expect(text(headers["tocsin_reason"])).toBe("the value is not UTF-8");
    expect(text(headers["tocsin_topic"])).toBe(errorRate.topic);
    expect(text(headers["tocsin_partition"])).toBe("0");
    expect(text(headers["tocsin_offset"])).toBe("0");
    expect(text(headers["trace"])).toBe("a-b");
    expect((headers["twice"] as readonly Uint8Array[]).map(text)).toEqual(["1", "2"]);
  });

  test.each<[string, string | null, string]>([
    ["a tombstone", null, "value-missing"],
    ["a message of 5 MB", `{"service":"${"a".repeat(5_000_000)}"}`, "value-too-large"],
    ["deep nesting", "[".repeat(200_000), "value-not-json"],
    ["an object nested deeply", `{"a":`.repeat(100_000) + "1" + "}".repeat(100_000), "value-schema"],
  ])("%s is one of them and stops nothing", async (_what, value, code) => {
    const letters = await lettersFor(async (on) => {
      const timestampMs = Date.parse("2021-10-04T10:00:30Z");
      await on.cluster.client().append([{ ...errorRate, key: null, value, timestampMs }]);
    });
    expect(letters.map(({ headers }) => text(headers["tocsin_code"]))).toEqual([code]);
    expect(letters[0]?.value?.length ?? null).toBe(value?.length ?? null);
  });

  test("of a batch that cannot be decoded the place and the range of offsets are kept", async () => {
    const letters = await lettersFor(async (on) => {
      on.cluster.corrupt(errorRate, 7, "snappy: corrupt input");
    });
    const [letter] = letters;
    expect(letters).toHaveLength(1);
    expect(letter?.value).toBeNull();
    expect(text(letter?.headers["tocsin_code"])).toBe("batch-undecodable");
    expect(text(letter?.headers["tocsin_offset"])).toBe("0");
    expect(text(letter?.headers["tocsin_last_offset"])).toBe("6");
  });
});

describe("with the wall clock", () => {
  const wall = { clock: "wall", windowMs: 1000, allowedLatenessMs: 100 } as const;

  test("windows are judged although no message ever came, so that silence is seen", async () => {
    const on = memoryInstallation(small.outage.topology, wall);
    const workers = [startIntake(on, on.cluster.client()), startDetector(on, on.cluster.client())];
    await awaitCondition("three windows of nothing", () => judgedWindows(on).length >= 3);
    for (const worker of workers) await worker.stop();
    const frames = valuesOn(on, on.configuration.topics.windows).map((value) => JSON.parse(value) as object);
    expect(frames[0]).toMatchObject({ closedBy: "clock", counts: { accepted: 0 } });
  });

  test("a message that claims to come from the future closes nothing and is kept apart", async () => {
    const on = memoryInstallation(small.outage.topology, wall);
    const timestampMs = Date.now() + 3_600_000;
    const value = JSON.stringify({ service: "a", ts: timestampMs, intervalMs: 1000, requests: 1, errors: 0 });
    await on.cluster.client().append([{ ...errorRate, key: null, value, timestampMs }]);
    const worker = startIntake(on, on.cluster.client());
    const { deadLetters, windows } = on.configuration.topics;
    await awaitCondition("a dead letter", () => valuesOn(on, deadLetters).length > 0);
    await awaitCondition("a window", () => valuesOn(on, windows).length > 0);
    await worker.stop();
    const [letter] = on.cluster.records(deadLetters);
    expect(text(letter?.headers["tocsin_code"])).toBe("timestamp-future");
    const newest = Math.max(
      ...valuesOn(on, windows).map((frame) => (JSON.parse(frame) as { windowStart: number }).windowStart),
    );
    expect(newest).toBeLessThan(timestampMs - 1_000_000);
  });

  test("a first message of a clock that was never set holds nothing up, is kept aside, and those behind it count", async () => {
    const on = memoryInstallation(small.outage.topology, wall);
    const reading = (ts: number) =>
      JSON.stringify({ service: "a", ts, intervalMs: 1000, requests: 1, errors: 0 });
    const nowMs = Date.now();
    const of = (timestampMs: number) => ({
      ...errorRate,
      key: null,
      value: reading(timestampMs),
      timestampMs,
    });
    await on.cluster.client().append([of(1000), of(nowMs)]);
    const worker = startIntake(on, on.cluster.client());
    const { deadLetters, windows } = on.configuration.topics;
    const accepted = (frame: string) => (JSON.parse(frame) as Frame).counts.accepted;
    await awaitCondition("its frame", () => valuesOn(on, windows).some((frame) => accepted(frame) === 1));
    await worker.stop();
    const starts = valuesOn(on, windows).map((frame) => (JSON.parse(frame) as Frame).windowStart);
    expect(Math.min(...starts)).toBeGreaterThan(nowMs - 60_000);
    const [letter, ...others] = on.cluster.records(deadLetters);
    expect(text(letter?.headers["tocsin_code"])).toBe("clock-not-believed");
    expect(text(letter?.headers["tocsin_offset"])).toBe("0");
    expect(others).toEqual([]);
  });

  test("a partition that nobody reads is told as the one that the world waits for", async () => {
    const on = memoryInstallation(small.outage.topology, { ...wall, windowMs: 1000 });
    const told: string[] = [];
    const instrumentation: DetectorInstrumentation = {
      ...silentDetector,
      awaiting: (places) =>
        told.push(places.map(({ topic, partition, rung }) => `${topic}/${partition} ${rung}`).join()),
    };
    let reads = 0;
    const detector = startDetector(on, on.cluster.client(), {
      instrumentation: { ...instrumentation, processed: () => (reads += 1) },
      nowMs: () => Date.now() + reads * 60_000,
    });
    await awaitCondition("the partitions are named", () => told.length > 0);
    await detector.stop();
    expect(told[0]).toContain("telemetry.error-rate.v1/2 partition");
  });
});

describe("a change of topology while it runs", () => {
  test("is judged by from the next window on, keeps what was learned, and survives a restart", async () => {
    const on = memoryInstallation(small.outage.topology);
    const half = records().findIndex(
      ({ timestampMs = 0 }) => timestampMs > Date.parse("2021-10-04T13:00:00Z"),
    );
    const adopted: string[] = [];
    const instrumentation: DetectorInstrumentation = {
      ...silentDetector,
      adopted: ({ configHash }) => adopted.push(configHash),
    };
    const intakes = startIntake(on, on.cluster.client());
    const detector = startDetector(on, on.cluster.client(), { instrumentation });
    await appendAll(on.cluster.client(), records().slice(0, half));
    await awaitCondition("the first half", () => judgedWindows(on).length >= 170);
    const topology = { services: {}, components: {} };
    const services = Object.fromEntries(
      ["chat", "mail", "photos", "video", "maps", "music", "news", "search"].map((name) => [name, {}]),
    );
    const renamed = detectionSettings(on.configuration, {
      ...topology,
      services,
      components: { "edge-2": { services: ["chat", "mail", "photos", "video"] } },
    });
    detector.reload(renamed);
    await awaitCondition("the new topology", () => adopted.length > 0);
    await detector.stop();
    const second = startDetector({ ...on, settings: renamed }, on.cluster.client());
    await appendAll(on.cluster.client(), records().slice(half));
    await awaitCondition("all windows judged", () => judgedWindows(on).length >= small.evidence.length);
    await second.stop();
    await intakes.stop();
    const said = alertsOn(on);
    expect(said.map(({ time }) => time)).toEqual(
      small.alerts.map((alert) => (JSON.parse(alert) as AlertEvent).time),
    );
    expect(said[0]?.data.component?.name).toBe("edge-2");
    expect(said[0]?.data.configHash).toBe(renamed.configHash);
  });
});

describe("a change of links", () => {
  test("needs a restart, changes no hash, and holds from the next alert on", async () => {
    const on = memoryInstallation(small.outage.topology);
    const half = records().findIndex(
      ({ timestampMs = 0 }) => timestampMs > Date.parse("2021-10-04T13:00:00Z"),
    );
    const intakes = startIntake(on, on.cluster.client());
    const detector = startDetector(on, on.cluster.client());
    await appendAll(on.cluster.client(), records().slice(0, half));
    await awaitCondition("the first half", () => judgedWindows(on).length >= 170);
    await detector.stop();
    const links = { runbook: "https://wiki.example/{component}" };
    const linked = detectionSettings({ ...on.configuration, links }, on.settings.topology);
    expect(linked.configHash).toBe(on.settings.configHash);
    const second = startDetector({ ...on, settings: linked }, on.cluster.client());
    await appendAll(on.cluster.client(), records().slice(half));
    await awaitCondition("all windows judged", () => judgedWindows(on).length >= small.evidence.length);
    await second.stop();
    await intakes.stop();
    expect(alertsOn(on)[0]?.data.links).toEqual({ runbook: "https://wiki.example/edge" });
  });
});

describe("a warm start", () => {
  test("from the topics' history says nothing of the past, and knows what is normal afterwards", async () => {
    const on = memoryInstallation(small.outage.topology);
    await appendAll(on.cluster.client(), records());
    const suppressUntilMs = Date.parse("2021-10-04T13:15:00Z");
    const workers = [
      startIntake(on, on.cluster.client()),
      startDetector(on, on.cluster.client(), { warmStart: { kind: "topics", suppressUntilMs } }),
    ];
    await awaitCondition("all windows judged", () => judgedWindows(on).length >= small.evidence.length);
    for (const worker of workers) await worker.stop();
    const simultaneous = small.alerts.filter((alert) => alert.includes('"simultaneous"'));
    expect(valuesOn(on, on.configuration.topics.incidents)).toEqual(simultaneous);
  });

  test("from a recording judges the first window by what was learned of it, days before", async () => {
    const on = memoryInstallation(small.outage.topology);
    const cut = Date.parse("2021-10-04T13:15:00Z");
    const learn = async (firstWindowMs: number) => {
      const weekMs = 7 * 86_400_000;
      const shiftMs = Math.floor((firstWindowMs - cut) / weekMs) * weekMs;
      return learnedFrom(on, small.outage.lines, { untilMs: cut, shiftMs });
    };
    const live = records().filter(({ timestampMs = 0 }) => timestampMs > cut);
    const ask = async () => undefined;
    const workers = [
      startIntake(on, on.cluster.client()),
      startDetector(on, on.cluster.client(), { warmStart: { kind: "recording", ask, learn } }),
    ];
    await appendAll(on.cluster.client(), live);
    const last = (JSON.parse(small.evidence.at(-1)!) as EvidenceFrame).windowStart;
    await awaitCondition("the last window judged", () => judgedWindows(on).at(-1) === last);
    for (const worker of workers) await worker.stop();
    expect(alertsOn(on)[0]?.data).toMatchObject({
      scope: "simultaneous",
      onset: (JSON.parse(small.alerts[0]!) as AlertEvent).data.onset,
    });
  });
});

test("a recording that is not there ends a first start before any telemetry has come, and none that has a memory", async () => {
  const on = memoryInstallation(small.outage.topology);
  const missing = new Error("cannot read it");
  const warmStart: WarmStart = {
    kind: "recording",
    ask: async () => await Promise.reject(missing),
    learn: async () => await Promise.reject(new Error("must not be asked")),
  };
  await expect(startDetector(on, on.cluster.client(), { warmStart }).done).rejects.toBe(missing);
  const first = startDetector(on, on.cluster.client());
  await awaitCondition(
    "a memory",
    () => on.cluster.records(on.configuration.topics.detectorState).length > 0,
  );
  await first.stop();
  const again = startDetector(on, on.cluster.client(), { warmStart });
  await again.stop();
  await expect(again.done).resolves.toBeUndefined();
});

describe("what was deleted or damaged", () => {
  test("messages that retention took before they were read are told as a gap", async () => {
    const on = memoryInstallation(small.outage.topology);
    await appendAll(on.cluster.client(), records());
    const gaps: string[] = [];
    const instrumentation: IntakeInstrumentation = {
      ...silentIntake,
      gap: ({ topic, partition }, { expected, next }) =>
        gaps.push(`${topic}/${partition} ${expected} ${next}`),
    };
    const first = startIntake(on, on.cluster.client());
    const { windows } = on.configuration.topics;
    await awaitCondition("some frames", () => valuesOn(on, windows).length > 500);
    await first.stop();
    await appendAll(on.cluster.client(), records().slice(-6));
    const { end } = await on.cluster.client().span(errorRate);
    on.cluster.deleteBefore(errorRate, end - 1);
    const second = startIntake(on, on.cluster.client(), { instrumentation });
    await awaitCondition("the gap is told", () => gaps.length > 0);
    await second.stop();
    expect(gaps[0]).toContain(`telemetry.error-rate.v1/0`);
  });

  test("a state of another window length is refused, with what to do", async () => {
    const on = memoryInstallation(small.outage.topology);
    await appendAll(on.cluster.client(), records());
    const first = startIntake(on, on.cluster.client());
    await awaitCondition("some frames", () => valuesOn(on, on.configuration.topics.windows).length > 100);
    await first.stop();
    const other = { ...on, configuration: { ...on.configuration, windowMs: 120_000 } };
    const second = startIntake(other, on.cluster.client());
    await expect(second.done).rejects.toThrow(/windows of 60000 ms.*delete the topic/s);
  });

  test("a partition that is added later takes part, and its readings count", async () => {
    const on = memoryInstallation(small.outage.topology);
    const cutMs = Date.parse("2021-10-04T12:00:00Z");
    const before = records().filter(({ timestampMs = 0 }) => timestampMs <= cutMs);
    const topic = "telemetry.delivery-latency.v1";
    const more = { ...telemetryPartitions, [topic]: 2 };
    const after = telemetryRecords(small.outage.lines, { partitions: more }).filter(
      ({ timestampMs = 0 }) => timestampMs > cutMs,
    );
    let offsetMs = 0;
    const workers = [
      startIntake(on, on.cluster.client()),
      startDetector(on, on.cluster.client(), { nowMs: () => Date.now() + offsetMs }),
    ];
    await appendAll(on.cluster.client(), before);
    await awaitCondition("the first half", () => judgedWindows(on).length > 100);
    on.cluster.addPartitions(topic, 2);
    offsetMs = 60_000;
    const { detectorState } = on.configuration.topics;
    await awaitCondition("the partition is expected", () =>
      valuesOn(on, detectorState).some((value) => value.includes("[4,0]")),
    );
    await appendAll(on.cluster.client(), after);
    await awaitCondition("all windows judged", () => judgedWindows(on).length >= small.evidence.length);
    for (const worker of workers) await worker.stop();
    expect(valuesOn(on, on.configuration.topics.incidents)).toEqual(small.alerts);
  });

  test("a partition whose output topics have no room for it yet holds nobody up, and counts as soon as they have", async () => {
    const on = memoryInstallation(small.outage.topology);
    const topic = "telemetry.report-volume.v1";
    const { windows, intakeState, deadLetters } = on.configuration.topics;
    const more = { ...telemetryPartitions, [topic]: 4 };
    const all = telemetryRecords(small.outage.lines, { partitions: more });
    const cutMs = Date.parse("2021-10-04T12:00:00Z");
    on.cluster.addPartitions(topic, 4);
    const failed: unknown[] = [];
    const instrumentation: IntakeInstrumentation = {
      ...silentIntake,
      failed: (_place, error) => failed.push(error),
    };
    let offsetMs = 0;
    const workers = [
      startIntake(on, on.cluster.client(), { instrumentation }),
      startDetector(on, on.cluster.client(), { nowMs: () => Date.now() + offsetMs }),
    ];
    await appendAll(
      on.cluster.client(),
      all.filter(({ timestampMs = 0 }) => timestampMs <= cutMs),
    );
    await awaitCondition("windows without it", () => judgedWindows(on).length > 100);
    await awaitCondition("its intake says why", () => failed.length > 0);
    for (const output of [windows, intakeState, deadLetters]) on.cluster.addPartitions(output, 12);
    offsetMs = 60_000;
    await awaitCondition("it is expected", () =>
      valuesOn(on, on.configuration.topics.detectorState).some((value) => value.includes("[11,0]")),
    );
    await appendAll(
      on.cluster.client(),
      all.filter(({ timestampMs = 0 }) => timestampMs > cutMs),
    );
    await awaitCondition("all windows judged", () => judgedWindows(on).length >= small.evidence.length);
    for (const worker of workers) await worker.stop();
  });
});
