import { describe, expect, test } from "vitest";
import { metricList } from "../../src/observe/metric-list.ts";
import { type Metrics, metrics } from "../../src/observe/index.ts";
import { parsedMetrics } from "../support/parse-metrics.ts";

const figures = (): Metrics => metrics({ version: "1.2.3", environment: "default", processMetrics: false });

/** Everything there is, once. */
function everything(recorded: Metrics): void {
  recorded.recordsProcessed("intake", "telemetry.error-rate.v1", 5);
  recorded.recordsProcessed("intake", "telemetry.error-rate.v1", 2);
  recorded.recordsRejected("value-not-json");
  recorded.fieldDropped("p95Ms");
  recorded.consumerLag("t", 3, 17);
  recorded.watermarkDelay("t", 3, 31.5);
  recorded.windowsClosed();
  recorded.windowsClosed(4);
  recorded.alertSent("opened", "simultaneous");
  recorded.transaction("detector", "committed");
  recorded.transaction("detector", "failed");
  recorded.stateBytes("detector", 2048);
  recorded.influxPointsWritten(100);
  recorded.influxWriteRetried();
  recorded.influxPointsRejected(1);
  recorded.influxUp(true);
  recorded.detectionDelay(0.2);
  recorded.partitionsAssigned("intake", 4);
  recorded.awaitedPartitions(2);
  recorded.componentsUnwatched(1);
  recorded.servicesWarmingUp(3, 1_600_045_200_000);
}

const samples = {
  'tocsin_records_processed_total{worker="intake",topic="telemetry.error-rate.v1"}': 7,
  'tocsin_records_rejected_total{code="value-not-json"}': 1,
  'tocsin_fields_dropped_total{field="p95Ms"}': 1,
  'tocsin_consumer_lag_records{topic="t",partition="3"}': 17,
  'tocsin_watermark_delay_seconds{topic="t",partition="3"}': 31.5,
  tocsin_windows_closed_total: 5,
  'tocsin_alerts_total{type="opened",scope="simultaneous"}': 1,
  'tocsin_transactions_total{worker="detector",outcome="committed"}': 1,
  'tocsin_transactions_total{worker="detector",outcome="failed"}': 1,
  'tocsin_state_bytes{worker="detector"}': 2048,
  tocsin_influx_points_written_total: 100,
  tocsin_influx_write_retries_total: 1,
  tocsin_influx_points_rejected_total: 1,
  tocsin_influx_up: 1,
  'tocsin_detection_delay_seconds_bucket{le="0.25"}': 1,
  tocsin_detection_delay_seconds_count: 1,
  'tocsin_partitions_assigned{worker="intake"}': 4,
  tocsin_awaited_partitions: 2,
  tocsin_components_unwatched: 1,
  tocsin_services_warming_up: 3,
  tocsin_warm_up_end_timestamp_seconds: 1_600_045_200,
  [`tocsin_build_info{version="1.2.3",environment="default",node="${process.version}"}`]: 1,
};

describe.each(["openmetrics", "plain"] as const)("metrics as %s", (format) => {
  test("hold every figure that was recorded, under its name and labels", async () => {
    const recorded = figures();
    everything(recorded);
    const { values } = parsedMetrics(await recorded.text(format));
    expect(Object.fromEntries(values)).toMatchObject(samples);
  });

  test("explain each metric of the list and no other", async () => {
    const recorded = figures();
    everything(recorded);
    const { types } = parsedMetrics(await recorded.text(format));
    const named = Object.entries(metricList).map(([name, { type }]) => [
      format === "openmetrics" ? name.replace(/_total$/, "") : name,
      type,
    ]);
    expect(Object.fromEntries(types)).toEqual(Object.fromEntries(named));
  });

  test("say the same however often and in whatever order the formats are asked for", async () => {
    const recorded = figures();
    everything(recorded);
    const alone = await recorded.text(format);
    await Promise.all([recorded.text("openmetrics"), recorded.text("plain")]);
    expect(await recorded.text(format)).toBe(alone);
  });

  test("end as the format asks", async () => {
    expect((await figures().text(format)).endsWith("# EOF\n")).toBe(format === "openmetrics");
  });
});

test("a partition that is held no longer has no figures", async () => {
  const recorded = figures();
  everything(recorded);
  recorded.consumerLag("t", 4, 1);
  recorded.forgetPartition("t", 3);
  const text = await recorded.text("plain");
  expect(text).not.toContain('partition="3"');
  expect(text).toContain('tocsin_consumer_lag_records{topic="t",partition="4"} 1\n');
});

test("two registries in one process do not meet, and the process's own figures can be added", async () => {
  const [one, other] = [figures(), metrics({ version: "1", environment: "default", processMetrics: true })];
  one.windowsClosed(3);
  const { values } = parsedMetrics(await other.text("plain"));
  expect(values.get("tocsin_windows_closed_total")).toBe(0);
  expect(values.get("process_resident_memory_bytes")).toBeGreaterThan(0);
});

test("every metric has the prefix, a unit or `total` where it counts, and a sentence", () => {
  for (const [name, { type, help }] of Object.entries(metricList)) {
    expect(name).toMatch(/^tocsin_[a-z_]+$/);
    expect(name.endsWith("_total"), name).toBe(type === "counter");
    expect(help, name).toMatch(/^[A-Z0-9].+\.$/);
  }
});
