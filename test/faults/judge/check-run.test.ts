import { Configuration, Topology } from "@tocsin/contracts";
import type { AlertEvent } from "@tocsin/core";
import { detectionSettings } from "@tocsin/detector";
import { inputPlaces } from "@tocsin/log";
import { beforeAll, describe, expect, test } from "vitest";
import { type LogEntry } from "../log/log-entry.ts";
import { seededTelemetry, smallTopology, unevenPartitions } from "../telemetry/seeded-telemetry.ts";
import { checkRun, type FoundOutputs } from "./check-run.ts";
import { type Output } from "./compare.ts";
import { type Expected, expectedOf, type Judged } from "./expected.ts";

const configuration = Configuration.parse({ clock: "stream" });
const topology = Topology.parse(smallTopology);
const judged: Judged = {
  configuration,
  settings: detectionSettings(configuration, topology),
  partitions: new Map(Object.entries(unevenPartitions)),
};

function inputLog(): readonly LogEntry[] {
  const offsets = new Map<string, number>();
  const plan = { seed: 3, minutes: 240, partitions: unevenPartitions };
  return [...seededTelemetry(plan)].map(({ topic, partition, key, value, timestampMs }) => {
    const place = `${topic}/${partition}`;
    const offset = offsets.get(place) ?? 0;
    offsets.set(place, offset + 1);
    return { topic, partition, offset, timestampMs, key, value: Buffer.from(value), headers: {} };
  });
}

const entry = (text: string, offset: number, headers: Readonly<Record<string, string>> = {}): LogEntry => ({
  topic: "output",
  partition: 0,
  offset,
  timestampMs: 0,
  key: null,
  value: Buffer.from(text),
  headers,
});

const letterOf = ({ id, text: code }: Output, offset: number): LogEntry => {
  const [topic = "", partition = "", of = ""] = id.split("/");
  return entry("", offset, {
    tocsin_topic: topic,
    tocsin_partition: partition,
    tocsin_offset: of,
    tocsin_code: code,
  });
};

/** What a perfect run leaves. */
const outputsOf = (expected: Expected): FoundOutputs => ({
  windows: [...expected.frames.values()].flat().map(({ text }, at) => entry(text, at)),
  evidence: expected.evidence.map(({ text }, at) => entry(text, at)),
  incidents: expected.alerts.map(({ text }, at) => entry(text, at)),
  deadLetters: expected.refused.map(letterOf),
});

const without = (entries: readonly LogEntry[], at: number): readonly LogEntry[] => entries.toSpliced(at, 1);
const twice = (entries: readonly LogEntry[], at: number): readonly LogEntry[] =>
  entries.toSpliced(at, 0, ...entries.slice(at, at + 1));

let expected: Expected;
let perfect: FoundOutputs;

beforeAll(() => {
  expected = expectedOf(judged, inputLog());
  perfect = outputsOf(expected);
});

describe("a run whose outputs stand in Kafka", () => {
  test("says enough to be worth checking", () => {
    expect(expected.alerts.length).toBeGreaterThan(2);
    expect(expected.refused.length).toBeGreaterThan(10);
    expect(expected.frames.size).toBe(inputPlaces(configuration.topics, judged.partitions).length);
    expect(expected.evidence.length).toBeGreaterThan(235);
  });

  test("is sound when it is what the input log gives", () => {
    expect(checkRun(expected, perfect)).toEqual([]);
  });

  test("shows an alert that was lost, by its id and by its incident's revisions", () => {
    const damages = checkRun(expected, { ...perfect, incidents: without(perfect.incidents, 1) });
    const id = expected.alerts[1]?.id;
    expect(damages).toContainEqual({ kind: "missing", of: "incidents", id });
    expect(damages).toContainEqual({ kind: "missing", of: "revisions", id });
  });

  test("shows an alert that was told twice", () => {
    const damages = checkRun(expected, { ...perfect, incidents: twice(perfect.incidents, 1) });
    expect(damages).toContainEqual({
      kind: "duplicated",
      of: "incidents",
      id: expected.alerts[1]?.id,
      times: 2,
    });
  });

  test("shows an alert with other bytes", () => {
    const alert = JSON.parse(expected.alerts[0]?.text ?? "{}") as AlertEvent;
    const worse = { ...alert, data: { ...alert.data, evidence: { ...alert.data.evidence, logEvidence: 1 } } };
    const incidents = perfect.incidents.toSpliced(0, 1, entry(JSON.stringify(worse), 0));
    expect(checkRun(expected, { ...perfect, incidents })).toMatchObject([
      { kind: "different", of: "incidents", id: alert.id },
    ]);
  });

  test.each(["windows", "evidence", "deadLetters"] as const)(
    "shows what is lost or doubled of %s",
    (name) => {
      const middle = Math.floor(perfect[name].length / 2);
      expect(checkRun(expected, { ...perfect, [name]: without(perfect[name], middle) })).toMatchObject([
        { kind: "missing" },
      ]);
      expect(checkRun(expected, { ...perfect, [name]: twice(perfect[name], middle) })).toMatchObject([
        { kind: "duplicated" },
      ]);
    },
  );

  test("shows a window whose readings are not those of the input log", () => {
    const middle = Math.floor(perfect.windows.length / 2);
    const changed = perfect.windows[middle]?.value?.toString("utf8").replace('"accepted":', '"accepted":1');
    const windows = perfect.windows.toSpliced(middle, 1, entry(changed ?? "", middle));
    expect(checkRun(expected, { ...perfect, windows })).toMatchObject([{ kind: "different" }]);
  });

  test("a message of a log that was made anew may be refused at a place where one was refused before", () => {
    const [first] = expected.refused;
    if (first === undefined) throw new Error("nothing was refused");
    const twiceRefused = { ...expected, refused: [...expected.refused, { ...first, text: "other" }] };
    const letter = letterOf({ ...first, text: "other" }, 1_000);
    const deadLetters = [...perfect.deadLetters, letter];
    expect(checkRun(twiceRefused, { ...perfect, deadLetters })).toEqual([]);
    expect(checkRun(twiceRefused, perfect)).toMatchObject([{ kind: "missing", of: "dead letters" }]);
    expect(checkRun(expected, { ...perfect, deadLetters })).toMatchObject([
      { kind: "duplicated", of: "dead letters" },
      { kind: "different", of: "dead letters" },
    ]);
  });

  test("a reading that Kafka holds twice changes no verdict", () => {
    const doubled = inputLog();
    const at = doubled.findIndex(({ value }) => value?.includes("requests") === true);
    const again = doubled.map((one) => ({ ...one, offset: one.offset * 2 }));
    const copy = again[at];
    if (copy === undefined) throw new Error("no reading");
    const withCopy = again.toSpliced(at + 1, 0, { ...copy, offset: copy.offset + 1 });
    const verdicts = expectedOf(judged, withCopy);
    expect(verdicts.alerts).toEqual(expected.alerts);
    expect(verdicts.refused.length).toBe(expected.refused.length);
  });
});
