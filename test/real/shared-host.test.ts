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

const csv = recordingFile("2021-03-03-shared-host");
const topology = "shared-host.topology.yaml";
const labels = "shared-host.labels.yaml";

const windows = [
  { length: "a minute", settings: { topology, labels } },
  { length: "five minutes", settings: { topology, labels, config: "five-minutes.config.yaml" } },
] as const;

describe.skipIf(!haveRecordings).each(windows)(
  titled("a shared host, 2021-03-03, with windows of $length"),
  ({ settings }) => {
    let replay: Replayed;
    beforeAll(async () => {
      const { recording, rejects } = await imported(csv, "shared-host.mapping.yaml");
      expect(rejects).toEqual([]);
      replay = await replayed(recording, settings);
    }, patienceMs);

    test("is one simultaneous incident of the five sites on it, and nothing else is said in two weeks", () => {
      expect(replay.incidents).toMatchObject([{ scope: "simultaneous", status: "resolved" }]);
      const members = membersOf(replay.incidents[0]!).toSorted();
      expect(members).toEqual(["bookstack", "grafana", "influxdb", "partkeepr", "website"]);
    });

    test("begins within one look of the monitor at 02:34 and is known before it ends", () => {
      const [incident] = replay.incidents;
      expect(Math.abs(minutesBetween("2021-03-03T02:34:10Z", incident!.onset))).toBeLessThan(5);
      expect(minutesBetween("2021-03-03T02:51:34Z", incident!.detectedAt)).toBeLessThan(0);
    });

    test("is the host's fault: the domain is the runner-up, because the status page in it works", () => {
      const { component } = replay.incidents[0]!;
      expect(component).toMatchObject({ name: "host", runnerUp: { name: "domain" } });
      expect(component!.odds).toBeGreaterThan(1);
    });
  },
);
