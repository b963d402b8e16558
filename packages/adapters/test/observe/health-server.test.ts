import { connect } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { type Health, health, type HealthServer, healthServer, metrics } from "../../src/observe/index.ts";
import { parsedMetrics } from "../support/parse-metrics.ts";

let server: HealthServer;
let nowMs = 0;

interface Started {
  readonly well: Health;
  readonly get: (path: string, init?: RequestInit) => Promise<Response>;
}

async function started(): Promise<Started> {
  nowMs = 0;
  const well = health(() => nowMs);
  const figures = metrics({ version: "1.2.3", environment: "default", processMetrics: true });
  figures.recordsProcessed("intake", "t", 3);
  server = await healthServer({ host: "127.0.0.1", port: 0, health: well, metrics: figures });
  return {
    well,
    get: async (path, init) => await fetch(`http://${server.host}:${server.port}${path}`, init),
  };
}

afterEach(async () => await server.close());

describe("the health server", () => {
  test("takes a free port and says which", async () => {
    await started();
    expect(server.host).toBe("127.0.0.1");
    expect(server.port).toBeGreaterThan(0);
  });

  test("/livez is 200 while there is progress, 503 with the worker and the reason when there is none", async () => {
    const { well, get } = await started();
    well.watch("detector", 5000);
    expect((await get("/livez")).status).toBe(200);
    nowMs = 65_000;
    const stuck = await get("/livez");
    expect(stuck.status).toBe(503);
    expect(await stuck.json()).toEqual({
      ok: false,
      checks: [
        { name: "detector", ok: false, reason: "no progress for 65 s; at least every 5 s was promised" },
      ],
    });
    well.progress("detector");
    expect((await get("/livez")).status).toBe(200);
  });

  test("/readyz is 503 with what is missing and why, and 200 when nothing is", async () => {
    const { well, get } = await started();
    expect((await get("/readyz")).status).toBe(503);
    well.ready("influx", "InfluxDB does not answer");
    const waiting = await get("/readyz?verbose");
    expect(waiting.status).toBe(503);
    expect(await waiting.json()).toMatchObject({
      checks: [{ name: "influx", reason: "InfluxDB does not answer" }],
    });
    well.ready("influx", null);
    const ready = await get("/readyz");
    expect([ready.status, ready.headers.get("content-type")]).toEqual([
      200,
      "application/json; charset=utf-8",
    ]);
  });

  test("on the loopback interface answers to the names of this machine alone, and not to one that a page gave it", async () => {
    await started();
    const statusFor = async (host: string): Promise<string> =>
      await new Promise((resolve, reject) => {
        const socket = connect(server.port, server.host);
        socket.once("error", reject);
        socket.once("data", (bytes) => {
          socket.destroy();
          resolve(bytes.toString("utf8").split(" ")[1]!);
        });
        socket.write(`GET /metrics HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
      });
    for (const host of ["localhost", `localhost:${server.port}`, "127.0.0.1:1", "[::1]:9464", "LOCALHOST"]) {
      expect(await statusFor(host), host).toBe("200");
    }
    for (const host of ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io:80", ""]) {
      expect(await statusFor(host), host).toBe("421");
    }
  });

  test("/metrics is OpenMetrics to those who accept it and plain text to others, and both parse", async () => {
    const { get } = await started();
    const accept =
      "application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
    const open = await get("/metrics", { headers: { accept } });
    expect(open.headers.get("content-type")).toBe(
      "application/openmetrics-text; version=1.0.0; charset=utf-8",
    );
    const plain = await get("/metrics");
    expect(plain.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    for (const text of [await open.text(), await plain.text()]) {
      const { values } = parsedMetrics(text);
      expect(values.get('tocsin_records_processed_total{worker="intake",topic="t"}')).toBe(3);
      expect(values.get("nodejs_heap_size_used_bytes")).toBeGreaterThan(0);
    }
  });

  test("answers 404 to other paths, 405 to other methods, and HEAD without a body", async () => {
    const { get } = await started();
    expect((await get("/")).status).toBe(404);
    expect((await get("/livez/x")).status).toBe(404);
    const posted = await get("/livez", { method: "POST" });
    expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    const head = await get("/livez", { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });

  test("a failure to give the metrics is a 500, and the server lives on", async () => {
    server = await healthServer({
      host: "127.0.0.1",
      port: 0,
      health: health(),
      metrics: { text: async () => await Promise.reject(new Error("no")) },
    });
    const url = `http://127.0.0.1:${server.port}`;
    expect((await fetch(`${url}/metrics`)).status).toBe(500);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
  });

  test("closes though a client holds its connection open", async () => {
    await started();
    const client = connect(server.port, "127.0.0.1");
    const ended = Promise.withResolvers<undefined>();
    client.on("close", () => ended.resolve(undefined)).on("error", () => undefined);
    await new Promise<void>((resolve) => void client.once("connect", () => resolve()));
    await server.close();
    await ended.promise;
  });

  test("a port that is taken is an error that says so", async () => {
    await started();
    const again = healthServer({
      host: "127.0.0.1",
      port: server.port,
      health: health(),
      metrics: { text: async () => await Promise.resolve("") },
    });
    await expect(again).rejects.toThrow(/EADDRINUSE/);
  });
});
