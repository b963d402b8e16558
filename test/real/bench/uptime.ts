import { imported, membersOf, minutesBetween, recordingFile, type Replayed, replayed } from "../replayed.ts";
import type { Goal, SetResult } from "./goal.ts";

const fiveMinutes = "five-minutes.config.yaml";
const monitors = { topology: "monitors-2022.topology.yaml", config: fiveMinutes };

async function replay(
  name: string,
  mapping: string | null,
  settings: Parameters<typeof replayed>[1],
): Promise<Replayed> {
  const { recording } = await imported(recordingFile(name), mapping);
  return replayed(recording, settings);
}

const ofScope = ({ incidents }: Replayed, scope: string) =>
  incidents.filter((incident) => incident.scope === scope && incident.status !== "retracted");

const exactly = (what: string, value: number, wanted: number): readonly Goal[] =>
  wanted === 0
    ? [{ what, value, target: { atMost: 0 } }]
    : [
        { what, value, target: { atLeast: wanted } },
        { what: `${what}, and no more`, value, target: { atMost: wanted } },
      ];

/** Whether one of the incidents began within so many minutes of an instant, as 0 or 1. */
const nearOnset = (incidents: Replayed["incidents"], at: string, minutes: number): number =>
  incidents.some(({ onset }) => Math.abs(minutesBetween(at, onset)) <= minutes) ? 1 : 0;

/** The four recordings of public status monitors, in windows as long as their cadence. */
export async function uptime(): Promise<SetResult> {
  const alone = await replay("2022-07-08-hackernews-alone", "monitors-2022.mapping.yaml", {
    ...monitors,
    labels: "hackernews.labels.yaml",
  });
  const fault = await replay("2020-11-19-monitor-fault", "monitor-fault.mapping.yaml", {
    topology: "monitor-fault.topology.yaml",
    labels: "monitor-fault.labels.yaml",
    config: fiveMinutes,
  });
  const cloudflare = await replay("2022-06-21-cloudflare", "monitors-2022.mapping.yaml", {
    ...monitors,
    labels: "cloudflare.labels.yaml",
  });
  const host = await replay("2021-03-03-shared-host", "shared-host.mapping.yaml", {
    topology: "shared-host.topology.yaml",
    labels: "shared-host.labels.yaml",
    config: fiveMinutes,
  });
  const shared = ofScope(cloudflare, "simultaneous");
  const hosts = ofScope(host, "simultaneous");
  return {
    name: "Uptime monitors",
    goals: [
      ...exactly("Hacker News alone: simultaneous incidents", ofScope(alone, "simultaneous").length, 0),
      ...exactly(
        "Hacker News alone: isolated incidents of it",
        ofScope(alone, "isolated").filter((incident) => membersOf(incident).includes("hackernews")).length,
        1,
      ),
      ...exactly("the monitors' own fault: simultaneous incidents", ofScope(fault, "simultaneous").length, 0),
      ...exactly("Cloudflare: simultaneous incidents", shared.length, 1),
      {
        what: "Cloudflare: onset within 10 minutes of 06:33",
        value: nearOnset(shared, "2022-06-21T06:33:00Z", 10),
        target: { atLeast: 1 },
      },
      ...exactly("a shared host: simultaneous incidents", hosts.length, 1),
      {
        what: "a shared host: component is the host",
        value: hosts.some(({ component }) => component?.name === "host") ? 1 : 0,
        target: { atLeast: 1 },
      },
    ],
    details: [alone, fault, cloudflare, host].flatMap(({ incidents }) =>
      incidents.map(
        (incident) =>
          `${incident.scope}, ${incident.status}, since ${incident.onset}, known ${incident.detectedAt}: ${membersOf(incident).join(", ")}`,
      ),
    ),
    cannotTell: [
      "Monitors look every five minutes or write on change: nothing can be known earlier than the next look.",
      "Which sites stood behind Cloudflare is not known; the component lists all of whom that may be.",
    ],
  };
}
