import { checkInflux, influxQuery, influxSink, type Point, projection } from "@tocsin/adapters/influx";
import type { InfluxConfiguration } from "@tocsin/contracts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { alert, frame, windowStart } from "../../../packages/adapters/test/support/evidence.ts";
import { topology } from "../../../services/recorder/test/support/recorder-world.ts";
import type { FreshStore } from "../../support/servers/index.ts";
import { rowsOf, versions } from "./support/stores.ts";

const made = projection({ environment: "test", topology });
const points: readonly Point[] = [
  ...made.evidence(frame, windowStart + 100_000),
  ...made.alert(alert()),
  ...made.alert(alert({ revision: 2, status: "resolved", resolvedAt: "2021-10-04T21:05:00Z" })),
  ...made.alert(alert({ incident: "beef" })),
];

const odd = (at: number, more: Partial<Point> = {}): Point => ({
  measurement: "odd",
  tags: { environment: "test" },
  fields: { value: at },
  timestampMs: windowStart + at,
  ...more,
});

describe.each(versions)("$name", ({ api, use }) => {
  const server = use();
  let store: FreshStore;
  let configuration: InfluxConfiguration;
  beforeEach(async () => {
    store = await server.fresh();
    configuration = server.configuration(store.name);
  });
  afterEach(async () => await store.remove());

  test("the same points, written twice and in another order, are the same rows", async () => {
    const sink = influxSink(configuration);
    expect(await sink.write(points)).toEqual({ written: points.length, expired: 0, setAside: [] });
    const once = await rowsOf(configuration);
    await sink.write(points.toReversed());
    expect(await rowsOf(configuration)).toEqual(once);
    expect(once).toHaveLength(points.length);
  });

  test("what was written is what InfluxQL gives back, hostile strings included", async () => {
    const text = 'a "quoted" \\ back\\\\slash, comma = equals\nnext line\t\u{1f4a5} \\';
    const tag = "a, b=c d\\ e";
    const sink = influxSink(configuration);
    const report = await sink.write([
      odd(1, { tags: { name: tag }, fields: { text, whole: 7n, float: 7, yes: true, none: null } }),
    ]);
    expect(report.written).toBe(1);
    const [table] = await influxQuery(configuration, "SELECT * FROM odd");
    const row = Object.fromEntries(table!.columns.map((column, at) => [column, table!.values[0]![at]]));
    expect(row).toEqual({
      time: windowStart + 1,
      name: "a, b=c d_ e",
      text,
      whole: 7,
      float: 7,
      yes: true,
    });
  });

  test("a bad point in a batch is lost alone: a field of another type", async () => {
    const sink = influxSink(configuration);
    await sink.write([odd(0)]);
    const batch = Array.from({ length: 100 }, (_, at) =>
      odd(at, at === 37 || at === 38 ? { fields: { value: "text" } } : {}),
    );
    const report = await sink.write(batch);
    expect(report.written).toBe(98);
    expect(report.setAside.map(({ line }) => line)).toEqual(
      [37, 38].map((at) => expect.stringContaining(`value="text" ${windowStart + at}000000`) as unknown),
    );
    expect(report.setAside[0]!.reason).toContain("field type conflict");
    const [table] = await influxQuery(configuration, "SELECT count(value) FROM odd");
    expect(table!.values[0]![1]).toBe(98);
  });

  test("a bad point in a batch is lost alone: a time that the database cannot hold", async () => {
    const sink = influxSink(configuration);
    const report = await sink.write([odd(0), odd(1, { timestampMs: 1e16 }), odd(2)]);
    expect([report.written, report.setAside.length]).toEqual([2, 1]);
    const [table] = await influxQuery(configuration, "SELECT count(value) FROM odd");
    expect(table!.values[0]![1]).toBe(2);
  });

  test("the check says that all is well, and writes nothing", async () => {
    expect(await checkInflux(configuration)).toEqual({ kind: "ready" });
    expect(await rowsOf(configuration)).toEqual([]);
  });

  test("a store that is missing is told in one line with the command that makes it", async () => {
    const missing = server.configuration(`${store.name}-missing`);
    expect(await checkInflux(missing)).toEqual({
      kind: "missing",
      message: expect.stringMatching(
        /^InfluxDB at \S+: .*not found.*; make it with: tocsin influx setup$/,
      ) as unknown,
    });
    await expect(influxSink(missing).write([odd(1)])).rejects.toMatchObject({ kind: "missing" });
  });

  test("an address where nobody listens is told in one line", async () => {
    const check = await checkInflux(server.configuration(store.name, { url: "http://127.0.0.1:9" }));
    expect(check).toEqual({
      kind: "unreachable",
      message: expect.stringMatching(
        /^InfluxDB at http:\/\/127\.0\.0\.1:9 cannot be used now: .*; check influx\.url$/,
      ) as unknown,
    });
  });

  const ofThisVersion = api === "v2" ? wrongTokenIsRefused : newerApiIsToldApart;
  ofThisVersion();

  function wrongTokenIsRefused(): void {
    test("a wrong token is refused, in one line without the token", async () => {
      const wrong = server.configuration(store.name, { token: "not-the-token" });
      const check = await checkInflux(wrong);
      expect(check).toEqual({
        kind: "refused",
        message: expect.stringMatching(/^InfluxDB at \S+ refuses the token .*unauthorized/) as unknown,
      });
      expect(JSON.stringify(check)).not.toContain("not-the-token");
      await expect(influxSink(wrong).write([odd(1)])).rejects.toMatchObject({ kind: "refused" });
    });
  }

  function newerApiIsToldApart(): void {
    test("the v2 API asked of an old server is told with the setting that mends it", async () => {
      const { headers } = await fetch(`${configuration.url}/ping`);
      const check = await checkInflux({ ...configuration, api: "v2", token: "x" });
      // 1.8 has the write path of 2.x.
      if (headers.get("x-influxdb-version")?.startsWith("1.8") === true) return;
      expect(check).toMatchObject({ kind: "wrong-version" });
      expect("message" in check && check.message).toContain("set influx.api to v1");
    });
  }
});
