import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { runImport } from "../../../services/cli/test/import/run-import.ts";
import {
  type MessagesOutage,
  messagesOutage,
  minuteMs,
  replayTold,
  type ServiceMinute,
} from "../../others/support/messages-outage.ts";
import { freshBucket, useInflux } from "../../support/servers/index.ts";

const influx = useInflux();

let outage: MessagesOutage;
beforeAll(async () => {
  outage = await messagesOutage();
});

/** As an agent writes it: counters of requests that only grow, and per minute what was delivered and how fast. */
function lineProtocol(minutes: readonly ServiceMinute[]): string {
  const totals = new Map<string, { requests: number; failed: number }>();
  const lines = minutes.flatMap(({ service, ts, requests, errors, messages }) => {
    const before = totals.get(service) ?? { requests: 5_000, failed: 40 };
    const now = { requests: before.requests + requests, failed: before.failed + errors };
    totals.set(service, now);
    const at = ts + minuteMs;
    const counted = `http,app=${service} total=${now.requests}i,failed=${now.failed}i ${at}`;
    if (messages === null) return [counted];
    const { delivered, undelivered, p50Ms, p95Ms, p99Ms } = messages;
    const fields = `delivered=${delivered}i,waiting=${undelivered}i,p50=${p50Ms},p95=${p95Ms},p99=${p99Ms}`;
    return [counted, `queue,app=${service} ${fields} ${at}`];
  });
  // A counter's first point says nothing: one more before all others, as an agent that runs for long would have.
  const first = minutes[0]!.ts;
  const before = [...totals.keys()].map((service) => `http,app=${service} total=5000i,failed=40i ${first}`);
  return [...before, ...lines].join("\n");
}

const mapping = `service: [app]
metrics:
  - { metric: http_total, as: requests }
  - { metric: http_failed, as: errors }
  - { metric: queue_delivered, as: delivered, kind: delta }
  - { metric: queue_waiting, as: undelivered }
  - { metric: queue_p50, as: p50, unit: ms }
  - { metric: queue_p95, as: p95, unit: ms }
  - { metric: queue_p99, as: p99, unit: ms }
`;

const headers = () => ({ authorization: `Token ${influx.token}` });

async function write(bucket: string, lines: string): Promise<void> {
  const asked = new URLSearchParams({ org: influx.org, bucket, precision: "ms" });
  const response = await fetch(`${influx.url}/api/v2/write?${asked.toString()}`, {
    method: "POST",
    headers: headers(),
    body: lines,
  });
  expect({ status: response.status, said: await response.text() }).toEqual({ status: 204, said: "" });
}

/** What the server prints, with the annotations that `influx query --raw` asks for. */
async function answered(query: string): Promise<string> {
  const response = await fetch(`${influx.url}/api/v2/query?org=${encodeURIComponent(influx.org)}`, {
    method: "POST",
    headers: { ...headers(), "content-type": "application/json", accept: "application/csv" },
    body: JSON.stringify({ query, dialect: { annotations: ["group", "datatype", "default"] } }),
  });
  const text = await response.text();
  expect({ status: response.status, text: text.slice(0, 200) }).toMatchObject({ status: 200 });
  return text;
}

async function expectSameOutage(name: string, csv: string): Promise<void> {
  const file = join(outage.folder, `${name}.csv`);
  const rules = join(outage.folder, `${name}.mapping.yaml`);
  const recording = join(outage.folder, `${name}.jsonl`);
  writeFileSync(file, csv);
  writeFileSync(rules, mapping);
  const { code, err } = await runImport(["influx", file, "--mapping", rules, "-o", recording]);
  expect({ code, err }).toMatchObject({ code: 0 });
  expect(err).not.toMatch(/refused|left out/);
  const { onset, ...named } = outage.told;
  const told = await replayTold(join(outage.folder, name), recording, outage.topology);
  expect(told).toMatchObject(named);
  expect(Math.abs(Date.parse(told.onset) - Date.parse(onset))).toBeLessThanOrEqual(minuteMs);
}

test("annotated CSV as influxd itself prints it tells the outage of our own telemetry, as tables and pivoted", async () => {
  const store = await freshBucket(influx);
  try {
    await write(store.name, lineProtocol(outage.minutes));
    const [start, stop] = [outage.from, outage.end + minuteMs].map((ms) => new Date(ms).toISOString());
    const all = `from(bucket: "${store.name}") |> range(start: ${start}, stop: ${stop})`;
    const tables = await answered(all);
    expect(tables).toMatch(/^#group,/);
    await expectSameOutage("tables", tables);
    const pivoted = `${all} |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")`;
    await expectSameOutage("pivoted", await answered(pivoted));
  } finally {
    await store.remove();
  }
});
