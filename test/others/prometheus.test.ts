import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runImport } from "../../services/cli/test/import/run-import.ts";
import { isThere } from "../support/servers/prometheus/prometheus-process.ts";
import { type StoredPrometheus, storedPrometheus } from "../support/servers/prometheus/stored-prometheus.ts";
import { type MessagesOutage, messagesOutage, minuteMs, replayTold } from "./support/messages-outage.ts";
import { prometheusText } from "./support/prometheus-text.ts";

/** Without Prometheus on the PATH (Debian: prometheus) these tests skip. */
const hasPrometheus = (await isThere("prometheus")) && (await isThere("promtool"));

let outage: MessagesOutage;
let prometheus: StoredPrometheus | null = null;
beforeAll(async () => {
  if (!hasPrometheus) return;
  outage = await messagesOutage();
  prometheus = await storedPrometheus(prometheusText(outage.minutes));
}, 120_000);
afterAll(async () => await prometheus?.close());

/** The list of queries as the docs print it. */
function documentedQueries(): readonly string[] {
  const docs = readFileSync(join(import.meta.dirname, "../../docs/connecting.md"), "utf8");
  const [, block = ""] = /```promql\n(.*?)```/s.exec(docs) ?? [];
  return block.split("\n").filter((line) => line !== "");
}

/** Files with what the HTTP API answers to each query, asked for a minute's step as the docs say. */
async function answersTo(queries: readonly string[], name: string): Promise<readonly string[]> {
  const files: string[] = [];
  for (const [at, query] of queries.entries()) {
    const [start, end] = [outage.from, outage.end].map((ms) => new Date(ms).toISOString());
    const asked = new URLSearchParams({ query, start: start!, end: end!, step: "60" });
    const answer = await fetch(`${prometheus?.url}/api/v1/query_range?${asked.toString()}`);
    const file = join(outage.folder, `${name}-${at}.json`);
    writeFileSync(file, await answer.text());
    files.push(file);
  }
  return files;
}

interface Read {
  readonly told: MessagesOutage["told"];
  readonly words: string;
}

async function imported(
  files: readonly string[],
  name: string,
  ...options: readonly string[]
): Promise<Read> {
  const recording = join(outage.folder, `${name}.jsonl`);
  const { code, err: words } = await runImport(["prometheus", ...files, "-o", recording, ...options]);
  expect({ code, words }).toMatchObject({ code: 0 });
  return { told: await replayTold(join(outage.folder, name), recording, outage.topology), words };
}

/** The members, the component and the scope of our own telemetry, and its onset but for a window. */
function expectSameOutage(told: MessagesOutage["told"]): void {
  const { onset, ...named } = outage.told;
  expect(told).toMatchObject(named);
  expect(Math.abs(Date.parse(told.onset) - Date.parse(onset))).toBeLessThanOrEqual(minuteMs);
}

test.runIf(hasPrometheus)(
  "a real Prometheus, asked by the queries that the docs print, tells the outage of our own telemetry",
  { timeout: 120_000 },
  async () => {
    const { told, words } = await imported(await answersTo(documentedQueries(), "query"), "by-queries");
    expectSameOutage(told);
    expect(words).not.toMatch(/refused|left out/);
    expect(words).toMatch(/of error-rate/);
    expect(words).toMatch(/of delivery-latency/);
  },
);

test.runIf(hasPrometheus)(
  "raw counters of a real Prometheus and a mapping tell it too",
  { timeout: 120_000 },
  async () => {
    const mapping = join(outage.folder, "mapping.yaml");
    writeFileSync(
      mapping,
      `service: [service]
metrics:
  - { metric: http_requests_total, as: requests }
  - { metric: http_requests_total, as: errors, where: { code: "5*" } }
`,
    );
    const files = await answersTo(["http_requests_total"], "raw");
    const { told, words } = await imported(files, "by-counters", "--mapping", mapping);
    expectSameOutage(told);
    expect(words).not.toMatch(/refused|left out/);
  },
);
