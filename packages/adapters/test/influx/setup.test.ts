import { afterEach, describe, expect, test } from "vitest";
import { checkInflux, ensureBucket } from "../../src/influx/index.ts";
import { type FakeAnswer, type FakeInflux, fakeInflux, type FakeRequest } from "../support/fake-influx.ts";

const open: FakeInflux[] = [];
afterEach(async () => {
  for (const fake of open.splice(0)) await fake.close();
});

async function fakeThat(answer: (request: FakeRequest) => FakeAnswer): Promise<FakeInflux> {
  const fake = await fakeInflux(answer);
  open.push(fake);
  return fake;
}

const json = (value: unknown, status = 200): FakeAnswer => ({ status, body: JSON.stringify(value) });
const rules = (everySeconds: number, shardGroupDurationSeconds: number) => [
  { type: "expire", everySeconds, shardGroupDurationSeconds },
];

interface Stored {
  readonly buckets: unknown[];
  readonly mappings: unknown[];
}

/** The part of InfluxDB 2.x that a set-up needs, with one organisation; a bucket that is not there is a 404. */
function version2(stored: Stored): (request: FakeRequest) => FakeAnswer {
  return ({ method, path, lines }) => {
    const body = (): object => JSON.parse(lines.join("\n")) as object;
    if (path.startsWith("/api/v2/orgs?")) return json({ orgs: [{ id: "o1", name: "my org" }] });
    if (path.startsWith("/api/v2/dbrps?")) return json({ content: stored.mappings });
    if (method === "GET") {
      return stored.buckets.length === 0 ? json({}, 404) : json({ buckets: stored.buckets });
    }
    const made = { id: "b1", ...body() };
    if (path === "/api/v2/buckets") stored.buckets.push(made);
    return json(made, method === "PATCH" ? 200 : 201);
  };
}

const configured = { org: "my org", bucket: "points & more", retentionDays: 30 };
const asks = ({ requests }: FakeInflux): readonly unknown[] =>
  requests.map(({ method, path, lines }) => {
    const body = lines.join("\n");
    return body === "" ? `${method} ${path}` : [`${method} ${path}`, JSON.parse(body)];
  });
const listing = [
  "GET /api/v2/orgs?org=my%20org",
  "GET /api/v2/buckets?orgID=o1&name=points%20%26%20more",
  "GET /api/v2/dbrps?orgID=o1&bucketID=b1",
];

describe("the set-up of InfluxDB 2.x", () => {
  test("makes the bucket with its retention, and maps it for InfluxQL", async () => {
    const fake = await fakeThat(version2({ buckets: [], mappings: [] }));
    const change = await ensureBucket(fake.configuration(configured));
    expect(change).toEqual({ kind: "created", name: "points & more", retentionDays: 30 });
    expect(asks(fake)).toEqual([
      listing[0],
      listing[1],
      [
        "POST /api/v2/buckets",
        { orgID: "o1", name: "points & more", retentionRules: rules(30 * 86_400, 86_400) },
      ],
      listing[2],
      [
        "POST /api/v2/dbrps",
        {
          orgID: "o1",
          bucketID: "b1",
          database: "points & more",
          retention_policy: "autogen",
          default: true,
        },
      ],
    ]);
    for (const { headers } of fake.requests) expect(headers["authorization"]).toBe("Token secret-token");
  });

  test("changes nothing but another retention of a bucket that is there", async () => {
    const bucket = { id: "b1", name: "points & more", retentionRules: rules(86_400, 3600) };
    const other = { ...bucket, id: "b2", name: "another" };
    const stored = { buckets: [other, bucket], mappings: [{ database: "points & more" }] };
    const fake = await fakeThat(version2(stored));
    expect((await ensureBucket(fake.configuration({ ...configured, retentionDays: 1 }))).kind).toBe(
      "unchanged",
    );
    expect(asks(fake)).toEqual(listing);
    expect((await ensureBucket(fake.configuration(configured))).kind).toBe("changed");
    expect(asks(fake)).toContainEqual([
      "PATCH /api/v2/buckets/b1",
      { retentionRules: rules(30 * 86_400, 86_400) },
    ]);
  });

  test("tells an organisation that is not there, and a refusal in the server's words", async () => {
    const fake = await fakeThat(version2({ buckets: [], mappings: [] }));
    await expect(ensureBucket(fake.configuration({ org: "nobody" }))).rejects.toMatchObject({
      kind: "missing",
      message: "there is no organisation nobody, or the token may not read it",
    });
    const refusing = await fakeThat(() => json({ code: "unauthorized", message: "no such token" }, 401));
    await expect(ensureBucket(refusing.configuration())).rejects.toMatchObject({
      kind: "refused",
      message: "no such token (HTTP 401)",
    });
  });

  test.each<[string, FakeAnswer]>([
    ["a page", { status: 200, body: "<html>welcome</html>", headers: { "content-type": "text/html" } }],
    ["JSON of another kind", json({ hello: "world" })],
    ["null", json(null)],
    ["no content", { status: 204 }],
  ])("tells what is no InfluxDB 2.x: %s", async (_name, answer) => {
    const fake = await fakeThat(() => answer);
    await expect(ensureBucket(fake.configuration())).rejects.toMatchObject({
      kind: "missing",
      message: `what answers at ${fake.url} is no InfluxDB 2.x`,
    });
  });

  test("tells what says it speaks JSON and does not", async () => {
    const fake = await fakeThat(() => ({ status: 200, body: "{" }));
    await expect(ensureBucket(fake.configuration())).rejects.toMatchObject({
      kind: "unavailable",
      message: `what answers at ${fake.url} is no InfluxDB`,
    });
  });
});

describe("the check", () => {
  test("asks for the version, then sends a comment to where points go", async () => {
    const fake = await fakeThat(() => ({ status: 204, headers: { "x-influxdb-version": "v2.7.12" } }));
    expect(await checkInflux(fake.configuration({ org: "o", bucket: "b" }))).toEqual({ kind: "ready" });
    expect(fake.requests.map(({ method, path, lines }) => [method, path, lines])).toEqual([
      ["GET", "/ping", [""]],
      ["POST", "/api/v2/write?org=o&bucket=b&precision=ns", ["# may I write?"]],
    ]);
  });

  test("tells a server that is too old for the v2 API before it writes", async () => {
    const fake = await fakeThat(() => ({ status: 204, headers: { "x-influxdb-version": "1.6.7" } }));
    expect(await checkInflux(fake.configuration())).toEqual({
      kind: "wrong-version",
      message: `InfluxDB at ${fake.url} is 1.6.7, which has no v2 API; set influx.api to v1`,
    });
    expect(fake.requests).toHaveLength(1);
  });

  test("follows no redirect, because writes cannot", async () => {
    const fake = await fakeThat(({ path }) =>
      path === "/elsewhere" ? { status: 204 } : { status: 307, headers: { location: "/elsewhere" } },
    );
    const check = await checkInflux(fake.configuration());
    expect(check).toMatchObject({
      kind: "unreachable",
      message: expect.stringContaining("HTTP 307") as unknown,
    });
    expect(fake.requests).toHaveLength(1);
  });

  test.each<[string, number, string]>([
    ["refused", 401, "refuses the token"],
    ["missing", 404, "make it with: tocsin influx setup"],
    ["unreachable", 503, "check influx.url"],
    ["failed", 400, "does not take points"],
  ])("says %s in one line where the write is answered by %i", async (kind, status, words) => {
    const fake = await fakeThat(({ path }) =>
      path === "/ping" ? { status: 204 } : json({ code: "x", message: "so it\nis" }, status),
    );
    const check = await checkInflux(fake.configuration());
    expect(check.kind).toBe(kind);
    expect("message" in check && check.message).toContain(`so it is (HTTP ${status})`);
    expect("message" in check && check.message).toContain(words);
  });
});
