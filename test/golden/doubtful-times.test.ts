import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { run } from "../../services/cli/test/support/run.ts";
import { type SmallOutage, writeSmallOutage } from "../../services/cli/test/support/small-outage.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-times-"));
const minute = 60_000;
const day = 1440 * minute;

interface Line {
  readonly topic: string;
  readonly partition: number;
  readonly ts: number;
  readonly payload: string;
}

let outage: SmallOutage;
let lines: readonly Line[];
let alerts: string;
beforeAll(async () => {
  outage = writeSmallOutage(folder);
  lines = outage.lines.slice(1).map((line) => JSON.parse(line) as Line);
  alerts = await alertsOf(lines);
  expect(alerts).toContain('"scope":"simultaneous"');
});

/** The alerts of a recording of these lines, numbered as they stand in their partitions. */
async function alertsOf(recorded: readonly Line[]): Promise<string> {
  const out = mkdtempSync(join(folder, "out-"));
  const offsets = new Map<string, number>();
  const numbered = recorded.map((line) => {
    const place = `${line.topic}/${line.partition}`;
    const offset = offsets.get(place) ?? 0;
    offsets.set(place, offset + 1);
    return JSON.stringify({ ...line, offset });
  });
  const recording = join(out, "recording.jsonl");
  writeFileSync(recording, `${numbered.join("\n")}\n`);
  const ran = await run(["replay", recording, "--topology", outage.topology, "--out", out, "--quiet"]);
  expect(ran.code).toBe(0);
  return readFileSync(join(out, "alerts.jsonl"), "utf8");
}

function movedBy(line: Line, byMs: number): Line {
  const value = JSON.parse(line.payload) as { ts: number };
  return { ...line, ts: line.ts + byMs, payload: JSON.stringify({ ...value, ts: value.ts + byMs }) };
}

const absurdMs = fc.oneof(
  fc.constantFrom(40 * minute, 6 * day, -40 * day, -1_633_000_000_000, 101 * day),
  fc.integer({ min: 13 * minute, max: 1000 * day }),
  fc.integer({ min: -10_000 * day, max: -8 * day }),
);

test("one message of an absurd time, anywhere in a recording, changes no alert", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(lines.length - 1), absurdMs, async (at, byMs) => {
      const lie = movedBy(lines[at]!, byMs);
      expect(await alertsOf([...lines.slice(0, at), lie, ...lines.slice(at)])).toBe(alerts);
    }),
    { numRuns: 12, seed: 7 },
  );
});

test("nor do three at the start, of one machine whose clock was never set", async () => {
  const first = lines[0]!;
  const lies = [0, 1, 2].map((at) => movedBy(first, -first.ts + at * 1000));
  expect(await alertsOf([...lies, ...lines])).toBe(alerts);
});

test("a recording that is cut anywhere tells until then what the whole one tells", async () => {
  const eventOf = (line: string): string => (JSON.parse(line) as { time: string }).time;
  for (const share of [0.6, 0.8, 0.95]) {
    const cut = lines.slice(0, Math.floor(lines.length * share));
    const untilMs = (cut.at(-1) as Line).ts - 2 * minute;
    const until = (text: string): readonly string[] =>
      text.split("\n").filter((line) => line !== "" && Date.parse(eventOf(line)) < untilMs);
    expect(until(await alertsOf(cut))).toEqual(until(alerts));
  }
});
