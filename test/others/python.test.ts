import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { runImport } from "../../services/cli/test/import/run-import.ts";
import { parseLine } from "../support/installation/recorded-line.ts";
import { minuteMs, replayTold } from "./support/messages-outage.ts";

/** Bytes that the official libraries of Python wrote; `make.py` beside them made them, with the versions of its requirements.txt. */
const made = (name: string): string => join(import.meta.dirname, "python", name);

interface Counted {
  readonly service: string;
  readonly start: number;
  /** Requests and errors of each minute. */
  readonly minutes: readonly (readonly [number, number])[];
}

const counts = readFileSync(made("counts.jsonl"), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as Counted);

const failing = ["chat", "mail", "photos"];
const onset = Date.parse("2021-10-04T13:00:00Z");

/** What was counted, as telemetry of our own. */
const own = counts.flatMap(({ service, start, minutes }) =>
  minutes.map(([requests, errors], minute) => {
    return { service, ts: start + minute * minuteMs, intervalMs: minuteMs, requests, errors };
  }),
);

const folder = mkdtempSync(join(tmpdir(), "tocsin-python-"));
const topology = join(folder, "topology.json");
const ownRecording = join(folder, "own.jsonl");
const mapping = join(folder, "mapping.yaml");

const rules = `service: [service]
metrics:
  - { metric: http_requests_total, as: requests }
  - { metric: http_requests_total, as: errors, where: { code: "5*" } }
`;

beforeAll(() => {
  const components = {
    edge: { services: failing },
    storage: { services: ["maps", "music", "photos"] },
  };
  const known = Object.fromEntries(counts.map(({ service }) => [service, {}]));
  writeFileSync(topology, JSON.stringify({ services: known, components }));
  writeFileSync(mapping, rules);
  writeFileSync(ownRecording, own.map((reading) => `${JSON.stringify(reading)}\n`).join(""));
});

const byPlace = (readings: readonly (typeof own)[number][]): ReadonlyMap<string, unknown> =>
  new Map(readings.map((reading) => [`${reading.service} ${reading.ts}`, reading]));

test.each([
  ["a cumulative export of opentelemetry-sdk", "otlp", "cumulative.otlp.gz", []],
  ["a delta export of opentelemetry-sdk", "otlp", "delta.otlp.gz", []],
  ["the exposition of prometheus_client", "openmetrics", "requests.om.gz", ["--mapping", mapping]],
])("%s gives what was counted, over a restart, and tells its outage", async (_name, kind, file, options) => {
  const recording = join(folder, `${file}.jsonl`);
  const { code, err } = await runImport([kind, made(file), "-o", recording, ...options]);
  expect(err).not.toMatch(/refused|left out/);
  expect(code).toBe(0);
  const readings = readFileSync(recording, "utf8")
    .trimEnd()
    .split("\n")
    .map(parseLine)
    .flatMap((line) => (line === null ? [] : [JSON.parse(line.payload ?? "") as (typeof own)[number]]));
  expect(readings).toHaveLength(own.length);
  expect(byPlace(readings)).toEqual(byPlace(own));
  const told = await replayTold(join(folder, file), recording, topology);
  expect(told).toMatchObject({ scope: "simultaneous", component: "edge", members: failing });
  expect(Math.abs(Date.parse(told.onset) - onset)).toBeLessThanOrEqual(minuteMs);
  expect(told).toEqual(await replayTold(join(folder, `${file}-own`), ownRecording, topology));
});
