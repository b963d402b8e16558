import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import {
  haveRecordings,
  imported,
  type ImportedRecording,
  membersOf,
  minutesBetween,
  patienceMs,
  recordingFile,
  type Replayed,
  replayed,
  titled,
} from "./replayed.ts";

const csv = recordingFile("2020-11-19-monitor-fault");
const mapping = "monitor-fault.mapping.yaml";
const topology = "monitor-fault.topology.yaml";
const labels = "monitor-fault.labels.yaml";
const begins = "2020-11-19T06:49:00Z";

/** What the monitors called down while it answered. */
const accused = [
  "google",
  "wikipedia",
  "hackernews",
  "secret-site",
  "wakatime-website",
  "wakatime-api",
  "wakatime-dashboard",
];

const windows = [
  { length: "a minute", settings: { topology, labels } },
  { length: "five minutes", settings: { topology, labels, config: "five-minutes.config.yaml" } },
] as const;

describe.skipIf(!haveRecordings).each(windows)(
  titled("the monitors' own fault, 2020-11-19, with windows of $length"),
  ({ settings }) => {
    let source: ImportedRecording;
    let replay: Replayed;
    beforeAll(async () => {
      source = await imported(csv, mapping);
      replay = await replayed(source.recording, settings);
    }, patienceMs);

    test("the seven rows that contradict themselves are rejects", () => {
      expect(source.rejects.map(({ code }) => code)).toEqual(Array(7).fill("probe-contradiction"));
    });

    test("none of the seven services is ever said to fail, alone or with others", () => {
      expect(replay.incidents.flatMap(membersOf).filter((service) => accused.includes(service))).toEqual([]);
      expect(replay.events.filter(({ data }) => data.scope === "simultaneous")).toEqual([]);
    });

    test("it is the observers that are said to have failed: all of them at once, so that nothing was seen", () => {
      const said = replay.incidents.filter(({ scope }) => scope === "source" || scope === "blind");
      expect(said).toHaveLength(1);
      expect(Math.abs(minutesBetween(begins, said[0]!.onset))).toBeLessThanOrEqual(5);
      expect(said[0]!.status).toBe("resolved");
      expect(minutesBetween("2020-11-19T07:00:00Z", said[0]!.resolvedAt!)).toBeLessThanOrEqual(10);
    });

    test("a service that a monitor stops listing is taken for one that fell silent, and for nothing else", () => {
      const alone = replay.incidents.filter(({ scope }) => scope === "isolated");
      for (const name of alone.flatMap(membersOf)) expect(["internet-archive", "ip-address"]).toContain(name);
    });
  },
);

describe.skipIf(!haveRecordings)(titled("the same with the second monitor's wrong rows left out"), () => {
  /** Written anew for every run: the rows of the recording do not belong to the project. */
  function withoutTheSecondFault(): string {
    const rows = gunzipSync(readFileSync(csv)).toString().split("\n");
    const kept = rows.filter((row) => !/^2020-11-19T0(6:\d\d|7:00):\d\dZ,wakatime/.test(row));
    expect(kept).toHaveLength(rows.length - 6);
    const file = join(mkdtempSync(join(tmpdir(), "tocsin-real-")), "one-monitor-at-fault.csv");
    writeFileSync(file, kept.join("\n"));
    return file;
  }

  test.each(windows)(
    "the first monitor is named as the source that failed, with windows of $length",
    async ({ settings }) => {
      const { recording, rejects } = await imported(withoutTheSecondFault(), mapping);
      expect(rejects).toHaveLength(4);
      const { incidents } = await replayed(recording, settings);
      const said = incidents.filter(({ scope }) => scope !== "isolated");
      expect(said).toMatchObject([{ scope: "source", sources: ["koj-co\u2215upptime"], status: "resolved" }]);
      expect(Math.abs(minutesBetween(begins, said[0]!.onset))).toBeLessThanOrEqual(5);
      expect(incidents.flatMap(membersOf).filter((service) => accused.includes(service))).toEqual([]);
    },
    patienceMs,
  );
});
