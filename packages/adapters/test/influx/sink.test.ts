import { afterEach, describe, expect, test, vi } from "vitest";
import { type InfluxFault, influxSink, lineOf, type Point } from "../../src/influx/index.ts";
import { type FakeAnswer, type FakeInflux, fakeInflux, type FakeRequest } from "../support/fake-influx.ts";

const point = (at: number, more: Partial<Point> = {}): Point => ({
  measurement: "signal",
  tags: { environment: "test" },
  fields: { observed: at },
  timestampMs: at,
  ...more,
});
const points = (count: number): readonly Point[] => Array.from({ length: count }, (_, at) => point(at));

const open: FakeInflux[] = [];
afterEach(async () => {
  for (const fake of open.splice(0)) await fake.close();
});

async function fakeThat(answer: (request: FakeRequest) => FakeAnswer | "never"): Promise<FakeInflux> {
  const fake = await fakeInflux(answer);
  open.push(fake);
  return fake;
}

async function faultFor(answer: FakeAnswer | "never", change: object = {}): Promise<InfluxFault> {
  const fake = await fakeThat(() => answer);
  const sink = influxSink(fake.configuration(change));
  const fault = await sink.write(points(2)).catch((error: unknown) => error as InfluxFault);
  expect(fake.requests).toHaveLength(1);
  return fault as InfluxFault;
}

describe("a write that was acknowledged", () => {
  test("was one request with the lines in order, nanoseconds and the token in a header", async () => {
    const fake = await fakeThat(() => ({ status: 204 }));
    const sink = influxSink(fake.configuration({ org: "my org", bucket: "b&b" }));
    expect(await sink.write(points(3))).toEqual({ written: 3, expired: 0, setAside: [] });
    expect(fake.requests.map(({ path, lines }) => ({ path, lines }))).toEqual([
      {
        path: "/api/v2/write?org=my%20org&bucket=b%26b&precision=ns",
        lines: points(3).map((each) => lineOf(each)),
      },
    ]);
    expect(fake.requests[0]!.headers["authorization"]).toBe("Token secret-token");
  });

  test("goes to a database with user and password for 1.x", async () => {
    const fake = await fakeThat(() => ({ status: 204 }));
    const v1 = { api: "v1", database: "d", username: "user", password: "päss:word" };
    await influxSink(fake.configuration(v1)).write(points(1));
    expect(fake.requests[0]!.path).toBe("/write?db=d&precision=ns");
    const { authorization } = fake.requests[0]!.headers;
    expect(Buffer.from(authorization!.split(" ")[1]!, "base64").toString()).toBe("user:päss:word");
  });

  test.each([
    ["201, as InfluxDB 3 says where it leaves points out", { status: 201 }],
    ["204", { status: 204 }],
  ])("was answered by %s", async (_name, answer) => {
    const fake = await fakeThat(() => answer);
    expect((await influxSink(fake.configuration()).write(points(3))).written).toBe(3);
  });

  test("was cut into batches of the configured size", async () => {
    const fake = await fakeThat(() => ({ status: 204 }));
    const report = await influxSink(fake.configuration({ maxBatchPoints: 2 })).write(points(5));
    expect(report.written).toBe(5);
    expect(fake.requests.map(({ lines }) => lines.length)).toEqual([2, 2, 1]);
  });

  test("needs no request when there is nothing to write", async () => {
    const fake = await fakeThat(() => ({ status: 204 }));
    const nothing = point(1, { fields: { observed: null } });
    expect(await influxSink(fake.configuration()).write([nothing])).toMatchObject({ written: 0 });
    expect(fake.requests).toEqual([]);
  });
});

describe("a write that was not acknowledged rejects after one attempt", () => {
  test.each<[string, FakeAnswer, InfluxFault["kind"]]>([
    ["500", { status: 500 }, "unavailable"],
    ["503", { status: 503 }, "unavailable"],
    ["429", { status: 429 }, "unavailable"],
    ["408", { status: 408 }, "unavailable"],
    ["200, which InfluxDB never answers", { status: 200, body: "<html>" }, "unavailable"],
    ["302", { status: 302 }, "unavailable"],
    ["401", { status: 401, body: '{"code":"unauthorized","message":"unauthorized access"}' }, "refused"],
    ["403", { status: 403 }, "refused"],
    ["404", { status: 404, body: '{"code":"not found","message":"bucket \\"x\\" not found"}' }, "missing"],
  ])("%s", async (_name, answer, kind) => {
    const said = vi.spyOn(console, "error");
    expect((await faultFor(answer)).kind).toBe(kind);
    expect(said).not.toHaveBeenCalled();
    said.mockRestore();
  });

  test("with the server's words, and never with the token", async () => {
    const fault = await faultFor({ status: 401, body: '{"error":"authorization failed"}' });
    expect(fault.message).toBe("authorization failed (HTTP 401)");
    expect(JSON.stringify(fault, Object.getOwnPropertyNames(fault))).not.toContain("secret-token");
  });

  test("with the wait that the server asks for, in seconds", async () => {
    const headers = { "retry-after": "7" };
    expect((await faultFor({ status: 503, headers })).retryAfterMs).toBe(7000);
  });

  test("when no answer comes in time", async () => {
    const fault = await faultFor("never", { timeoutMs: 100 });
    expect([fault.kind, fault.message]).toEqual([
      "unavailable",
      expect.stringMatching(/^no answer from http\S+: .*timeout/),
    ]);
    await expect.poll(open[0]!.connections).toBe(0);
  });

  test("when nobody listens", async () => {
    const fake = await fakeInflux(() => ({ status: 204 }));
    await fake.close();
    await expect(influxSink(fake.configuration()).write(points(1))).rejects.toMatchObject({
      kind: "unavailable",
      message: expect.stringContaining("ECONNREFUSED") as unknown,
    });
  });

  test("when it is aborted, at once, and the connection is not left open", async () => {
    const control = new AbortController();
    const fake = await fakeThat(() => {
      control.abort();
      return "never";
    });
    const sink = influxSink(fake.configuration({ timeoutMs: 60_000 }));
    await expect(sink.write(points(1), control.signal)).rejects.toMatchObject({ kind: "unavailable" });
    await expect.poll(fake.connections).toBe(0);
    await expect(sink.write(points(1), control.signal)).rejects.toThrow("aborted");
    expect(fake.requests).toHaveLength(1);
  });
});

/** Refuses requests that hold a bad line, as 2.x does: all or nothing. */
const refusing =
  (isBad: (line: string) => boolean, status = 400) =>
  ({ lines }: FakeRequest): FakeAnswer =>
    lines.some(isBad) ? { status, body: '{"message":"unable to parse"}' } : { status: 204 };

describe("of a batch with bad points", () => {
  const isBad = (line: string): boolean => / (3|4|17)000000$/.test(line);

  test.each([400, 413, 422])("only these are set aside, each with the reason (%i)", async (status) => {
    const fake = await fakeThat(refusing(isBad, status));
    const report = await influxSink(fake.configuration()).write(points(40));
    expect(report.written).toBe(37);
    expect(report.setAside).toEqual(
      [3, 4, 17].map((at) => ({
        line: lineOf(point(at)),
        reason: `unable to parse (HTTP ${status})`,
        cause: "database",
      })),
    );
    const kept = fake.requests.filter(({ lines }) => !lines.some(isBad)).flatMap(({ lines }) => lines);
    expect(new Set(kept).size).toBe(37);
    expect(fake.requests.length).toBeLessThan(40);
  });

  test("all are set aside by one request where the database says that it dropped them all", async () => {
    const fake = await fakeThat(({ lines }) => ({
      status: 400,
      body: `{"error":"partial write: field type conflict dropped=${lines.length}"}`,
    }));
    expect((await influxSink(fake.configuration()).write(points(40))).setAside).toHaveLength(40);
    expect(fake.requests).toHaveLength(1);
  });

  test.each([
    "partial write: points beyond retention policy dropped=5",
    "failure writing points to database: partial write: dropped 5 points outside retention policy of duration 1h0m0s - oldest point q at 1970-01-01T00:00:00Z dropped because it violates a Retention Policy Lower Bound",
  ])("those older than the retention are counted, not looked for: %s", async (error) => {
    const fake = await fakeThat(() => ({ status: 422, body: JSON.stringify({ error }) }));
    const report = await influxSink(fake.configuration()).write(points(40));
    expect(report).toEqual({ written: 35, expired: 5, setAside: [] });
    expect(fake.requests).toHaveLength(1);
  });

  test("nothing is set aside when the database goes away in the middle", async () => {
    let left = 3;
    const fake = await fakeThat((request) => {
      left -= 1;
      return left > 0 ? refusing(isBad)(request) : { status: 503 };
    });
    await expect(influxSink(fake.configuration()).write(points(40))).rejects.toMatchObject({
      kind: "unavailable",
    });
  });
});

test("series beyond the limit are set aside before they reach the database, and counted", async () => {
  const fake = await fakeThat(() => ({ status: 204 }));
  const sink = influxSink(fake.configuration(), { seriesLimit: 2 });
  const named = ["a", "b", "c", "a"].map((service) => point(1, { tags: { service } }));
  const report = await sink.write(named);
  expect(report.written).toBe(3);
  expect(report.setAside.map(({ cause, line }) => [cause, line])).toEqual([
    ["series-limit", lineOf(named[2]!)],
  ]);
  expect(sink.seriesCounts().get("signal")).toBe(2);
});
