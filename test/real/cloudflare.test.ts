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

const csv = recordingFile("2022-06-21-cloudflare");
const mapping = "monitors-2022.mapping.yaml";
const topology = "monitors-2022.topology.yaml";
const labels = "cloudflare.labels.yaml";

const behindCloudflare = [
  "discord",
  "discordsrv-config",
  "discordsrv-downloads",
  "discordsrv-heads",
  "scarsz-bin",
  "webzaytsev",
  "zzapusk-media",
];

describe.skipIf(!haveRecordings)(titled("Cloudflare, 2022-06-21, with windows of five minutes"), () => {
  let replay: Replayed;
  beforeAll(async () => {
    const { recording } = await imported(csv, mapping);
    replay = await replayed(recording, { topology, labels, config: "five-minutes.config.yaml" });
  }, patienceMs);

  test("is one simultaneous incident, and the only one in thirteen days", () => {
    expect(replay.incidents.filter(({ scope }) => scope === "simultaneous")).toHaveLength(1);
    expect(replay.summary.score).toMatchObject({ falseAlarms: 0 });
  });

  test("has the services that went down as members, and no other", () => {
    const incident = replay.incidents.find(({ scope }) => scope === "simultaneous");
    expect(membersOf(incident!).toSorted()).toEqual(behindCloudflare);
  });

  test("begins with the first service that went down, at 06:33, as far as windows of five minutes can tell", () => {
    const incident = replay.incidents.find(({ scope }) => scope === "simultaneous");
    expect(Math.abs(minutesBetween("2022-06-21T06:33:22Z", incident!.onset))).toBeLessThan(5);
    expect(minutesBetween("2022-06-21T06:42:45Z", incident!.detectedAt)).toBeLessThanOrEqual(15);
  });

  test("is laid at Cloudflare's door before that of an owner", () => {
    const incident = replay.incidents.find(({ scope }) => scope === "simultaneous");
    expect(incident!.component).toMatchObject({ name: "cloudflare" });
    expect(incident!.component!.odds).toBeGreaterThan(1);
  });
});

describe.skipIf(!haveRecordings)(titled("Cloudflare, 2022-06-21, with windows of a minute"), () => {
  test(
    "nothing wrong is said: one probe in five windows proves less, and what is said names the right services",
    async () => {
      const { recording } = await imported(csv, mapping);
      const { incidents } = await replayed(recording, { topology, labels });
      const said = incidents.filter(({ scope }) => scope === "simultaneous");
      expect(said.length).toBeLessThanOrEqual(1);
      for (const service of said.flatMap(membersOf)) expect(behindCloudflare).toContain(service);
    },
    patienceMs,
  );
});
