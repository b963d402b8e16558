import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateTelemetry, serviceProfile } from "@tocsin/scenarios";
import { toldLast } from "../../live/support/otlp-outage.ts";
import { parseLine } from "../../support/installation/recorded-line.ts";
import { replayInto } from "../../support/replay-into.ts";

export const minuteMs = 60_000;

const from = Date.parse("2021-10-04T10:00:00Z");
const onset = Date.parse("2021-10-04T13:20:00Z");
const end = Date.parse("2021-10-04T14:10:00Z");
const failing = ["chat", "mail", "photos", "video"];
const working = ["maps", "music", "news", "search"];
const withMessages = new Set(["chat", "mail", "news"]);

/** What a service counted and measured in one minute; of messages only where it has any. */
export interface ServiceMinute {
  readonly service: string;
  readonly ts: number;
  readonly requests: number;
  readonly errors: number;
  readonly messages: MessagesMinute | null;
}

export interface MessagesMinute {
  readonly delivered: number;
  readonly undelivered: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

export interface MessagesOutage {
  readonly folder: string;
  readonly topology: string;
  readonly from: number;
  readonly end: number;
  /** By time. */
  readonly minutes: readonly ServiceMinute[];
  /** What a replay of the outage as our own telemetry says of it. */
  readonly told: ReturnType<typeof toldLast>;
}

/** Four hours of eight services, three of them with messages; those of the component `edge` fail together. Seeded. */
export async function messagesOutage(): Promise<MessagesOutage> {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-others-"));
  const profileOf = (name: string) =>
    serviceProfile(name, { reportsPerMinute: null, ...(withMessages.has(name) ? {} : { messages: null }) });
  const lines = [
    ...generateTelemetry({
      name: "an outage for others to tell",
      services: [...failing, ...working].map(profileOf),
      from,
      to: end,
      seed: 7,
      partitionsPerTopic: 2,
      faults: [{ kind: "hard", onset, end: onset + 25 * minuteMs, services: failing }],
    }),
  ];
  const paths = { recording: join(folder, "own.jsonl"), topology: join(folder, "topology.json") };
  writeFileSync(paths.recording, `${lines.join("\n")}\n`);
  const components = {
    edge: { services: failing },
    storage: { services: ["photos", "video", "music"] },
    login: { services: ["chat", "mail", "search", "news"] },
  };
  const services = Object.fromEntries([...failing, ...working].map((name) => [name, {}]));
  writeFileSync(paths.topology, JSON.stringify({ services, components }));
  const told = await replayTold(join(folder, "own"), paths.recording, paths.topology);
  return { folder, topology: paths.topology, from, end, minutes: minutesOf(lines), told };
}

/** What the newest alert of a replay says. */
export async function replayTold(
  out: string,
  recording: string,
  topology: string,
): Promise<ReturnType<typeof toldLast>> {
  return toldLast((await replayInto(out, recording, "--topology", topology)).alerts());
}

type Reading = ServiceMinute & MessagesMinute;

function minutesOf(lines: readonly string[]): readonly ServiceMinute[] {
  const readings = lines.map(parseLine).flatMap((line) => {
    const payload = line?.payload ?? null;
    return payload === null ? [] : [JSON.parse(payload) as Reading];
  });
  const placeOf = ({ service, ts }: Reading): string => `${service} ${ts}`;
  const messages = new Map(
    readings.filter(({ delivered }) => delivered !== undefined).map((each) => [placeOf(each), each]),
  );
  return readings
    .filter(({ requests }) => requests !== undefined)
    .map((each) => ({ ...each, messages: messages.get(placeOf(each)) ?? null }))
    .toSorted((a, b) => a.ts - b.ts);
}
