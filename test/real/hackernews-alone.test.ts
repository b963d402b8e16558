import { beforeAll, describe, expect, test } from "vitest";
import {
  haveRecordings,
  imported,
  membersOf,
  minutesBetween,
  patienceMs,
  recordingFile,
  type Replayed,
  replayed,
  titled,
} from "./replayed.ts";

const csv = recordingFile("2022-07-08-hackernews-alone");
const topology = "monitors-2022.topology.yaml";
const labels = "hackernews.labels.yaml";

/** The ways in which somebody might run it; the answer must be the same. */
const ways = [
  { way: "windows of a minute", mapping: "monitors-2022.mapping.yaml", settings: { topology, labels } },
  {
    way: "windows of five minutes",
    mapping: "monitors-2022.mapping.yaml",
    settings: { topology, labels, config: "five-minutes.config.yaml" },
  },
  {
    way: "nobody having said that hn is Hacker News",
    mapping: null,
    settings: { config: "five-minutes.config.yaml" },
  },
] as const;

describe.skipIf(!haveRecordings).each(ways)(
  titled("Hacker News alone, 2022-07-08, with $way"),
  ({ mapping, settings }) => {
    let replay: Replayed;
    beforeAll(async () => {
      replay = await replayed((await imported(csv, mapping)).recording, settings);
    }, patienceMs);

    test("nothing is ever called simultaneous, on that day or in the ten days before", () => {
      expect(replay.events.filter(({ data }) => data.scope === "simultaneous")).toEqual([]);
    });

    test("Hacker News is an isolated incident, and nobody fails with it", () => {
      const since = "2022-07-08T12:00:00Z";
      const incidents = replay.incidents
        .filter(({ onset }) => onset >= since)
        .filter(({ onset }) => onset < "2022-07-09");
      expect(new Set(incidents.map(({ scope }) => scope))).toEqual(new Set(["isolated"]));
      expect(incidents.map(membersOf)).toEqual(
        mapping === null ? [["Hacker News"], ["hn"]] : [["hackernews"]],
      );
      expect(minutesBetween("2022-07-08T12:54:00Z", incidents[0]!.onset)).toBeLessThanOrEqual(30);
      expect(minutesBetween("2022-07-08T12:54:00Z", incidents[0]!.detectedAt)).toBeLessThan(180);
      expect(minutesBetween(incidents[0]!.resolvedAt!, "2022-07-08T20:32:00Z")).toBeLessThan(30);
    });

    test("besides, only a site that was down the night before is said to fail", () => {
      const before = replay.incidents
        .filter(({ onset }) => onset < "2022-07-08T12:00:00Z")
        .flatMap(membersOf);
      expect(new Set(before.map((name) => name.toLowerCase()))).toEqual(new Set(["ctear"]));
    });

    test("its first failed probe is seen as evidence, that of the others is not", () => {
      const [name, other] = mapping === null ? ["Hacker News", "Google"] : ["hackernews", "google"];
      const [from, to] = ["2022-07-08T12:50:00Z", "2022-07-08T13:00:00Z"];
      expect(replay.peakEvidence(name, from, to)).toBeGreaterThan(3);
      expect(replay.peakEvidence(other, from, to)).toBeLessThan(1);
    });
  },
);
