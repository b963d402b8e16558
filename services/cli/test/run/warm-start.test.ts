import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Configuration, Topology } from "@tocsin/contracts";
import { type DetectionSettings, detectionSettings } from "@tocsin/detector";
import { beforeAll, expect, test } from "vitest";
import { ProcessFault } from "../../src/exit-codes.ts";
import { learnFromRecording, refuseUnreadable, type WarmRecording } from "../../src/run/warm-start.ts";
import { type SmallOutage, writeSmallOutage } from "../support/small-outage.ts";

const minuteMs = 60_000;
const weekMs = 7 * 24 * 60 * minuteMs;
const configuration = Configuration.parse({});
const folder = mkdtempSync(join(tmpdir(), "tocsin-warm-"));
let outage: SmallOutage;
let settings: DetectionSettings;
beforeAll(() => {
  outage = writeSmallOutage(folder);
  const topology = Topology.parse(JSON.parse(readFileSync(outage.topology, "utf8")));
  settings = detectionSettings(configuration, topology);
});

const warm = (more: Partial<WarmRecording> = {}): WarmRecording => ({
  file: outage.recording,
  configuration,
  settings,
  alive: () => undefined,
  ...more,
});

const endMs = Date.parse("2021-10-04T14:10:00Z");

test.each([0, 1, 260])(
  "what was learned ends at most a week before the first window (%d weeks later)",
  async (weeks) => {
    const first = endMs + weeks * weekMs + 90 * minuteMs;
    const learned = await learnFromRecording(warm(), first);
    const endedMs = (learned.windows.model.window + 1) * minuteMs;
    expect(endedMs).toBeLessThanOrEqual(first);
    expect(first - endedMs).toBeLessThan(weekMs);
    expect(endedMs % weekMs).toBe(endMs % weekMs);
    expect(learned.windows.model.series.length).toBeGreaterThan(10);
  },
);

test("a first window before the recording's end is learned for from weeks before it", async () => {
  const first = endMs - 10 * minuteMs;
  const learned = await learnFromRecording(warm(), first);
  expect((learned.windows.model.window + 1) * minuteMs).toBe(endMs - weekMs);
});

test("nothing is said of the recording's outage: no incident is open, no partition awaited", async () => {
  const learned = await learnFromRecording(warm(), endMs + 90 * minuteMs);
  expect(learned.windows.incidents.open).toEqual([]);
  expect(learned.world.queue).toEqual({ known: [], pending: [], next: null, started: false, newest: null });
});

test("what is excluded of a recording's past is moved with it: by the times that stand in it, nothing is learned", async () => {
  const first = endMs + 90 * minuteMs;
  const configured = Configuration.parse({
    exclude: [{ from: "2021-01-01T00:00:00Z", to: "2021-12-01T00:00:00Z" }],
  });
  const excluding = detectionSettings(configured, settings.topology);
  const read = async (more: Partial<WarmRecording>): Promise<number> => {
    const learned = await learnFromRecording(warm(more), first + 20 * weekMs);
    return Math.max(...Array.from(learned.windows.model.tables.series.columns["readings"]!));
  };
  expect([await read({ settings: excluding }), (await read({})) > 100]).toEqual([0, true]);
});

test("a recording with the contract's names is learned from where the topics have other names", async () => {
  const first = endMs + 90 * minuteMs;
  const own = Configuration.parse({
    topics: { errorRate: "own.errors", deliveryLatency: "own.latency", reportVolume: "own.reports" },
  });
  const learned = await learnFromRecording(warm({ configuration: own }), first);
  const known = await learnFromRecording(warm(), first);
  expect(learned.windows.model.series).toEqual(known.windows.model.series);
});

test("a recording that cannot be opened is refused at once, with what the option takes", async () => {
  await expect(refuseUnreadable(outage.recording)).resolves.toBeUndefined();
  await expect(refuseUnreadable(join(folder, "no.jsonl"))).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringContaining("no.jsonl") as string,
    hint: expect.stringContaining("a recording, or a time") as string,
  });
});

test("a recording that is not there, or holds no telemetry, ends in words for the user", async () => {
  await expect(learnFromRecording(warm({ file: join(folder, "no.jsonl") }), endMs)).rejects.toThrow(
    ProcessFault,
  );
  const other = join(folder, "other.jsonl");
  writeFileSync(
    other,
    `${JSON.stringify({ topic: "else", partition: 0, offset: 0, ts: 1, payload: "{}" })}\n`,
  );
  await expect(learnFromRecording(warm({ file: other }), endMs)).rejects.toThrow(
    /no reading .* it holds else/,
  );
});
