import { Configuration } from "@tocsin/contracts";
import { describe, expect, test } from "vitest";
import { intakeSession } from "../../src/intake-session.ts";
import {
  liveWatch,
  mostProducers,
  type PartitionFigures,
  type ProducerFigures,
  type ProducerWatch,
  producerWatch,
} from "../../src/producers/producer-watch.ts";
import { isSkewed, partitionHealth } from "../../src/producers/unwell.ts";
import {
  minuteMs,
  type Sender,
  sent,
  type SentRecord,
  startMs,
  topic,
} from "../../../../test/support/sent-telemetry.ts";

const second = 1000;
const { windowMs, allowedLatenessMs } = Configuration.parse({});

interface How {
  readonly clock?: "stream" | "wall";
  readonly watch?: ProducerWatch;
  /** Every ten seconds. */
  readonly each?: (figures: PartitionFigures, trueMs: number) => void;
}

/** What is known of the producers of a log after it was read as it came. */
function watched(records: readonly SentRecord[], how: How = {}): PartitionFigures {
  const { clock = "stream", watch = producerWatch(liveWatch) } = how;
  const session = intakeSession({
    windowMs,
    allowedLatenessMs,
    reviseMs: 1_800_000,
    clock,
    streams: new Map([[topic, "error-rate"]]),
  });
  let lookedMs = Number.NEGATIVE_INFINITY;
  for (const record of records) {
    watch.at(record.trueMs);
    const nowMs = clock === "wall" ? startMs + record.trueMs + second : null;
    watch.take(record, session.step(record, nowMs));
    if (record.trueMs - lookedMs < 10 * second) continue;
    lookedMs = record.trueMs;
    how.each?.(watch.figures(), record.trueMs);
  }
  return watch.figures();
}

const named = ({ producers }: PartitionFigures, name: string): ProducerFigures =>
  producers.find(({ service }) => service === name) as ProducerFigures;
const unwell = (figures: PartitionFigures): readonly string[] =>
  partitionHealth(figures, allowedLatenessMs).unwell.map(({ service }) => service);

const names = ["chat", "mail", "maps", "photos", "video"];
const inBursts: readonly Sender[] = names.map((service, at) => ({
  service,
  everyMs: minuteMs,
  fromMs: 10 * at,
}));
const spread: readonly Sender[] = names.map((service, at) => ({
  service,
  everyMs: minuteMs,
  fromMs: 11 * at * second,
}));
const often: readonly Sender[] = names.map((service, at) => ({ service, everyMs: second, fromMs: 90 * at }));
const seldom: readonly Sender[] = names.map((service, at) => ({
  service,
  everyMs: 5 * minuteMs,
  fromMs: 61 * at * second,
}));
const mixed = [...spread, { service: "batch", everyMs: 7 * minuteMs }, { service: "edge", everyMs: second }];

describe.each([
  ["in bursts", inBursts],
  ["spread over the minute", spread],
  ["every second", often],
  ["every five minutes", seldom],
  ["each in its own way", mixed],
])("producers that send %s", (_how, senders) => {
  test("are well while their clocks are right", () => {
    for (const clock of ["stream", "wall"] as const) {
      const skews = new Set<number | null>();
      watched(sent(senders, 40), {
        clock,
        each: (figures) => figures.producers.forEach(({ skewMs }) => skews.add(skewMs)),
      });
      expect(skews).toEqual(new Set([null, 0]));
    }
  });
});

describe.each([
  ["in bursts", inBursts],
  ["spread over the minute", spread],
  ["every second", often],
  ["each in its own way", mixed],
])("among producers that send %s", (_how, senders) => {
  test.each([
    [3, 20 * second],
    [9, 20 * second],
    [-3, 20 * second],
    [9, 4 * minuteMs],
    [-3, 4 * minuteMs],
    [3, 100],
  ])(
    "one that is %i minutes ahead and sends every %i ms is told alone, and by how much",
    (ahead, everyMs) => {
      const skewed = { service: "skewed", everyMs, aheadMs: ahead * minuteMs, fromMs: 777 };
      for (const clock of ["stream", "wall"] as const) {
        const figures = watched(sent([...senders, skewed], 20), { clock });
        expect(unwell(figures)).toEqual(["skewed"]);
        const { skewMs } = named(figures, "skewed");
        expect(Math.abs((skewMs as number) - ahead * minuteMs)).toBeLessThanOrEqual(minuteMs);
      }
    },
  );
});

test("a producer is told within four minutes, and well again within six after its clock was set right", () => {
  const skewed = { service: "skewed", everyMs: 20 * second };
  const wrong = { ...skewed, aheadMs: 3 * minuteMs, fromMs: 20 * minuteMs, untilMs: 40 * minuteMs };
  const senders = [...spread, { ...skewed, untilMs: 20 * minuteMs }, wrong];
  const right = { ...skewed, fromMs: 40 * minuteMs + 500 };
  const toldAt: number[] = [];
  watched(sent([...senders, right], 60), {
    each: (figures, trueMs) => {
      if (unwell(figures).includes("skewed")) toldAt.push(trueMs / minuteMs);
    },
  });
  expect(toldAt[0]).toBeGreaterThan(20);
  expect(toldAt[0]).toBeLessThan(24);
  expect(toldAt.at(-1)).toBeGreaterThan(40);
  expect(toldAt.at(-1)).toBeLessThan(46);
});

test.each([
  ["in bursts", inBursts],
  ["spread over the minute", spread],
  ["every second", often],
  ["every five minutes", seldom],
])("among producers that send %s one that is wrong by less than is allowed is not told", (_how, senders) => {
  for (const aheadMs of [-25 * second, 25 * second])
    for (const everyMs of [second, 20 * second, minuteMs]) {
      const wrong = { service: "wrong", everyMs, aheadMs, fromMs: 777 };
      watched(sent([...senders, wrong], 15), {
        each: ({ producers }) => {
          const skewed = producers.filter((producer) => isSkewed(producer, allowedLatenessMs));
          expect(skewed).toEqual([]);
        },
      });
    }
});

test("one absurd message says nothing of its producer's clock, wherever it stands", () => {
  const honest = sent(spread, 15);
  for (let at = 0; at < honest.length; at += 1) {
    const absurd = { ...(honest[at] as SentRecord), timestampMs: startMs + 40 * 24 * 60 * minuteMs };
    const records = honest.toSpliced(at, 0, absurd).map((record, offset) => ({ ...record, offset }));
    expect(unwell(watched(records))).toEqual([]);
  }
});

test("where most producers fall silent the others stay well", () => {
  const silent = spread.map((sender, at) => (at < 2 ? sender : { ...sender, untilMs: 20 * minuteMs }));
  watched(sent(silent, 60), { each: (figures) => expect(unwell(figures)).toEqual([]) });
});

test("lateness, refusals and rates are counted by producer, and forgotten after ten minutes", () => {
  const behind = { service: "slow", everyMs: 20 * second, aheadMs: -5 * minuteMs, untilMs: 20 * minuteMs };
  const watch = producerWatch(liveWatch);
  const figures = watched(sent([...spread, behind], 20), { watch });
  const { late, messages } = named(figures, "slow");
  expect([late > messages / 2, named(figures, "chat").late]).toEqual([true, 0]);
  expect(partitionHealth(figures, allowedLatenessMs)).toMatchObject({
    lateRatio: figures.late / figures.messages,
    lostRatio: (figures.late + figures.refused) / figures.messages,
  });
  watch.at(31 * minuteMs);
  expect(watch.figures()).toMatchObject({ messages: 0, late: 0 });
  expect(partitionHealth(watch.figures(), allowedLatenessMs).lostRatio).toBeNull();
  watch.at(41 * minuteMs);
  watch.at(60 * minuteMs);
  expect(watch.figures().producers).toEqual([]);
});

test("what cannot be read counts for who is named by its key, and its sender says nothing of the time", () => {
  const key = Buffer.from("broken");
  const records = sent(spread, 30).flatMap((record) => [
    record,
    ...[1, 2, 3].map((at) => ({ ...record, key, value: "no reading", trueMs: record.trueMs + at })),
  ]);
  const figures = watched(records.map((record, offset) => ({ ...record, offset })) as SentRecord[]);
  const { messages, refused, late } = named(figures, "broken");
  expect([messages, late]).toEqual([refused, 0]);
  expect(partitionHealth(figures, allowedLatenessMs).lostRatio).toBeCloseTo(0.75);
  expect(unwell(figures)).toEqual([]);
});

test("a source of a service is a producer of its own", () => {
  const eu = { service: "chat", source: "eu", everyMs: 20 * second, aheadMs: 9 * minuteMs };
  const health = partitionHealth(watched(sent([...spread, eu], 20)), allowedLatenessMs);
  expect(health.unwell.map(({ service, source }) => [service, source])).toEqual([["chat", "eu"]]);
});

test("ten thousand names take the place of two hundred and fifty-six", () => {
  const many = Array.from({ length: 10_000 }, (_, at) => ({
    service: `name-${at}`,
    everyMs: minuteMs,
    fromMs: at,
    untilMs: minuteMs,
  }));
  const { producers, messages } = watched(sent([...spread, ...many], 1));
  expect(messages).toBeGreaterThan(10_000);
  expect(producers).toHaveLength(mostProducers);
  expect(producers.some(({ service }) => service === "name-9999")).toBe(true);
  expect(producers.some(({ service }) => service === "name-0")).toBe(false);
});
