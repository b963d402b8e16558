import { checkInflux, ensureBucket, influxQuery, influxSink, type Point } from "@tocsin/adapters/influx";
import type { InfluxConfiguration } from "@tocsin/contracts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FreshStore } from "../../support/servers/index.ts";
import { versions } from "./support/stores.ts";

const point = (timestampMs: number): Point => ({
  measurement: "odd",
  tags: { environment: "test" },
  fields: { value: 1 },
  timestampMs,
});

describe.each(versions)("the set-up of $name", ({ use }) => {
  const server = use();
  let store: FreshStore;
  beforeEach(async () => {
    store = await server.fresh();
  });
  afterEach(async () => await store.remove());

  const configured = (retentionDays: number): InfluxConfiguration =>
    server.configuration(store.name, { retentionDays });

  test("makes what is missing, and InfluxQL answers under its name", async () => {
    await store.remove();
    const configuration = configured(30);
    expect((await checkInflux(configuration)).kind).toBe("missing");
    expect(await ensureBucket(configuration)).toEqual({
      kind: "created",
      name: store.name,
      retentionDays: 30,
    });
    store = { name: store.name, remove: async () => await removed(configuration) };
    expect(await checkInflux(configuration)).toEqual({ kind: "ready" });
    await influxSink(configuration).write([point(Date.now())]);
    expect(await influxQuery(configuration, "SELECT * FROM odd")).toHaveLength(1);
  });

  test("changes the retention of what is there, shorter and longer, and does nothing twice", async () => {
    const kinds: string[] = [];
    for (const days of [0, 400, 400, 30, 1, 1, 0.5, 400, 0]) {
      kinds.push(`${days}: ${(await ensureBucket(configured(days))).kind}`);
    }
    expect(kinds).toEqual([
      "0: unchanged",
      "400: changed",
      "400: unchanged",
      "30: changed",
      "1: changed",
      "1: unchanged",
      "0.5: changed",
      "400: changed",
      "0: changed",
    ]);
  });

  test("refuses a retention that no server takes", async () => {
    await expect(ensureBucket(configured(0.01))).rejects.toThrow("for an hour at least");
  });

  test("points older than the retention are counted, and the rest of their batch is written", async () => {
    const configuration = configured(1);
    await ensureBucket(configuration);
    const now = Date.now();
    const report = await influxSink(configuration).write([point(now - 30 * 86_400_000), point(now)]);
    expect(report).toEqual({ written: 1, expired: 1, setAside: [] });
  });
});

/** What the set-up made itself. */
async function removed(configuration: InfluxConfiguration): Promise<void> {
  if (configuration.api === "v1") {
    await influxQuery(configuration, `DROP DATABASE "${configuration.database}"`);
    return;
  }
  const headers = { authorization: `Token ${configuration.token}` };
  const at = `${configuration.url}/api/v2/buckets`;
  const asked = await fetch(`${at}?org=${configuration.org}&name=${configuration.bucket}`, { headers });
  const { buckets } = (await asked.json()) as { readonly buckets: readonly { readonly id: string }[] };
  for (const { id } of buckets) await fetch(`${at}/${id}`, { method: "DELETE", headers });
}
