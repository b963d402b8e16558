import { health, logger, metrics } from "@tocsin/adapters/observe";
import { expect, test } from "vitest";
import type { ProducerFigures } from "../../src/producers/producer-watch.ts";
import { mostTold, toldProducers } from "../../src/producers/told-producers.ts";
import { partitionHealth } from "../../src/producers/unwell.ts";

const place = { topic: "telemetry.error-rate.v1", partition: 2 };
const other = { topic: "telemetry.error-rate.v1", partition: 5 };

function toTell() {
  const lines: Readonly<Record<string, unknown>>[] = [];
  const at = { elapsedMs: 0 };
  const instruments = {
    log: logger({
      level: "info",
      service: "test",
      environment: "default",
      destination: { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
    }),
    metrics: metrics({ version: "0.0.0", environment: "default", processMetrics: false }),
    health: health(),
    elapsedMs: () => at.elapsedMs,
  };
  return {
    at,
    told: toldProducers(instruments),
    said: () => lines.splice(0).map(({ event, producer }) => [event, producer]),
    reason: () => instruments.health.readiness().checks.find(({ name }) => name === "producers")?.reason,
    gauges: async () =>
      (await instruments.metrics.text("plain"))
        .split("\n")
        .filter((line) => /^tocsin_(producer|partition_late)/.test(line)),
  };
}

const figures = (service: string, more: Partial<ProducerFigures> = {}): ProducerFigures => ({
  service,
  source: null,
  messages: 100,
  late: 0,
  refused: 0,
  skewMs: 0,
  sureSkewMs: more.skewMs ?? 0,
  worstSkewMs: 0,
  newestMs: 0,
  oldestMs: 0,
  ...more,
});

const healthOf = (producers: readonly ProducerFigures[]) => {
  const sum = (of: (one: ProducerFigures) => number): number =>
    producers.reduce((total, one) => total + of(one), 0);
  const counts = {
    messages: sum((one) => one.messages),
    late: sum((one) => one.late),
    refused: sum((one) => one.refused),
  };
  return partitionHealth({ ...counts, producers }, 30_000);
};

const well = ["chat", "mail", "maps"].map((name) => figures(name));

test("who is well is not told, and nothing is said of health before there is something", async () => {
  const { told, said, reason, gauges } = toTell();
  told.tell(place, healthOf([...well, figures("near", { skewMs: -29_000 })]));
  expect([said(), reason()]).toEqual([[], undefined]);
  expect(await gauges()).toEqual([
    'tocsin_partition_late_ratio{topic="telemetry.error-rate.v1",partition="2"} 0',
  ]);
});

test("who is ahead is told by name in log, metrics and readiness, once, until it is well again", async () => {
  const { told, said, reason, gauges } = toTell();
  const ahead = figures("video", { source: "eu", skewMs: 178_400, late: 12 });
  for (const _look of [1, 2]) told.tell(place, healthOf([...well, ahead]));
  expect(said()).toEqual([["producer.skewed", "video (eu)"]]);
  expect(reason()).toBe(
    "producer video (eu) of telemetry.error-rate.v1/2 is about 178 s ahead of the others and sends 12 % too late",
  );
  const labels = 'topic="telemetry.error-rate.v1",partition="2"';
  expect(await gauges()).toEqual([
    `tocsin_partition_late_ratio{${labels}} 0.03`,
    `tocsin_producer_skew_seconds{${labels},producer="video (eu)"} 178`,
    `tocsin_producer_late_ratio{${labels},producer="video (eu)"} 0.12`,
  ]);
  told.tell(other, healthOf(well));
  expect(reason()).toContain("video");
  told.tell(place, healthOf([...well, { ...ahead, skewMs: 0, sureSkewMs: 0, late: 0 }]));
  expect(said()).toEqual([["producer.well", "video (eu)"]]);
  expect(reason()).toBeNull();
  expect((await gauges()).some((line) => line.includes("video"))).toBe(false);
});

test("a partition of which more than a tenth is late or refused makes the process unready, and says how much", () => {
  const { told, reason } = toTell();
  told.tell(place, healthOf([...well, figures("broken", { refused: 90, messages: 90 })]));
  expect(reason()).toBe("23 % of what came to telemetry.error-rate.v1/2 was late or refused");
  told.tell(place, healthOf([...well, figures("broken", { refused: 30, messages: 90 })]));
  expect(reason()).toBeNull();
});

test("a partition that is given up leaves nothing behind", async () => {
  const { told, said, reason, gauges } = toTell();
  told.tell(place, healthOf([...well, figures("late", { late: 40, skewMs: -180_000 })]));
  told.forget(place);
  expect(said()).toEqual([
    ["producer.skewed", "late"],
    ["producer.well", "late"],
  ]);
  expect(reason()).toBeNull();
  expect((await gauges()).some((line) => line.includes("producer"))).toBe(false);
});

test("ten thousand skewed names give twenty gauges, few lines and one short reason that names the worst", async () => {
  const { at, told, said, reason, gauges } = toTell();
  for (let look = 0; look < 60; look += 1) {
    at.elapsedMs += 10_000;
    const names = Array.from({ length: 10_000 }, (_, name) =>
      figures(`name-${look}-${name}`, { skewMs: 60_000 + name }),
    );
    told.tell(place, healthOf(names));
    expect((await gauges()).filter((line) => line.startsWith("tocsin_producer_skew"))).toHaveLength(mostTold);
  }
  expect(said().length).toBeLessThanOrEqual(20 * 11);
  expect(reason()).toMatch(/^producer name-59-9999 .*and 9997 more producers$/);
  expect(reason()?.length).toBeLessThan(500);
});

test("names from strangers move no terminal, forge no line and fill no page", async () => {
  const { told, said, reason, gauges } = toTell();
  const evil = figures(`a"} 1\nforged\u001b[2J\u202e${"x".repeat(5000)}`, { skewMs: 60_000 });
  told.tell(place, healthOf([...well, evil]));
  const [[, producer] = []] = said();
  expect(producer).toMatch(/^a"} 1\?forged\?\[2J\?x+…$/);
  expect(reason()?.length).toBeLessThan(250);
  const lines = await gauges();
  expect(lines).toHaveLength(3);
  expect(lines[1]).toContain('producer="a\\"} 1?forged?[2J?x');
});
