import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sumMessage } from "../../../../packages/formats/test/support/otlp-json.ts";
import { run } from "../support/run.ts";

const minuteMs = 60_000;
const start = Date.parse("2026-11-02T10:00:00Z");

/** A recording of the topic `metrics`, a message a minute, and the configuration by which it is read. */
function written(values: readonly Uint8Array[], more: object = {}) {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-formats-"));
  const lines = values.map((value, offset) => {
    const payloadBase64 = Buffer.from(value).toString("base64");
    const ts = start + offset * minuteMs + 2000;
    return JSON.stringify({ topic: "metrics", partition: 0, offset, ts, key: null, payloadBase64 });
  });
  const recording = join(folder, "metrics.jsonl");
  writeFileSync(recording, lines.join("\n"));
  const config = join(folder, "tocsin.json");
  const formats = { metrics: { mapping: "mapping.json" } };
  writeFileSync(config, JSON.stringify({ topics: { errorRate: "metrics" }, formats, ...more }));
  writeFileSync(
    join(folder, "mapping.json"),
    JSON.stringify({ metrics: [{ metric: "requests", as: "requests" }] }),
  );
  return ["replay", recording, "--config", config];
}

const exportAt = (minute: number, metric = "requests"): Uint8Array =>
  sumMessage([{ atMs: start + minute * minuteMs, value: 100 * minute }], "cumulative", metric);

test("a replay says what it read of topics of other tools, what it refused and what no rule names", async () => {
  const values = Array.from({ length: 8 }, (_, minute) => exportAt(minute));
  const { err } = await run(written([...values, exportAt(8, "else"), Uint8Array.of(1, 2, 3)]));
  expect(err).toContain("metrics: 10 messages of no known format, otlp-json; 8 samples used");
  expect(err).toContain("metrics: refused 1 format-unknown, such as the message is none of otlp");
  expect(err).toContain("metrics: no rule names else");
});

test("a registry that does not answer ends a replay with code 4 and what to do", async () => {
  const schemaRegistry = { url: "http://127.0.0.1:1" };
  const { code, err } = await run(written([Uint8Array.of(0, 0, 0, 0, 7, 1, 2)], { schemaRegistry }));
  expect(code).toBe(4);
  expect(err).toContain("http://127.0.0.1:1 cannot be reached");
  expect(err).toContain("schemaRegistry.folder");
});
