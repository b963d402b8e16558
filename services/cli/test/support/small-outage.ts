import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateTelemetry, serviceProfile } from "@tocsin/scenarios";

/** Paths of a small recording and the files that go with it. */
export interface SmallOutage {
  readonly recording: string;
  readonly topology: string;
  readonly labels: string;
  /** The recording's lines without line breaks, header first. */
  readonly lines: readonly string[];
}

const minuteMs = 60_000;
const from = Date.parse("2021-10-04T10:00:00Z");

/** Onset of the outage in the small recording. */
export const outageOnset = Date.parse("2021-10-04T13:20:00Z");
const outageEnd = outageOnset + 25 * minuteMs;
const end = Date.parse("2021-10-04T14:10:00Z");

const failing = ["chat", "mail", "photos", "video"];
const working = ["maps", "music", "news", "search"];

/** Four hours of eight services, of which those of the component `edge` fail together at `outageOnset`. Seeded. */
export function smallOutageLines(): readonly string[] {
  return [
    ...generateTelemetry({
      name: "small outage",
      services: [...failing, ...working].map((name) => serviceProfile(name, { messages: null })),
      from,
      to: end,
      seed: 7,
      partitionsPerTopic: 2,
      faults: [{ kind: "hard", onset: outageOnset, end: outageEnd, services: failing }],
    }),
  ];
}

const topology = {
  services: Object.fromEntries(
    [...failing, ...working].map((name) => [name, name === "chat" ? { displayName: "Chat" } : {}]),
  ),
  components: {
    edge: { services: failing },
    storage: { services: ["photos", "video", "music"] },
    login: { services: ["chat", "mail", "search", "news"] },
  },
};

const iso = (ms: number): string => new Date(ms).toISOString();

const labels = {
  incidents: [
    {
      id: "edge-down",
      scope: "simultaneous",
      onset: iso(outageOnset),
      end: iso(outageEnd),
      services: failing,
      component: "edge",
      innocent: working,
    },
  ],
  quiet: [{ from: iso(from), to: iso(outageOnset) }],
};

/** Writes recording, topology and labels into a folder that is there. */
export function writeSmallOutage(folder: string): SmallOutage {
  const lines = smallOutageLines();
  const files = {
    recording: join(folder, "outage.jsonl"),
    topology: join(folder, "topology.json"),
    labels: join(folder, "labels.json"),
  };
  writeFileSync(files.recording, `${lines.join("\n")}\n`);
  writeFileSync(files.topology, JSON.stringify(topology));
  writeFileSync(files.labels, JSON.stringify(labels));
  return { ...files, lines };
}
