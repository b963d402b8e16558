import { createHash } from "node:crypto";
import { decodeTelemetry, streamsByTopic } from "@tocsin/adapters/wire";
import type { Configuration } from "@tocsin/contracts";
import {
  defaultPartitionIdleMs,
  detection,
  type Frame,
  type InputPlace,
  intake,
  type Stream,
} from "@tocsin/core";
import type { DetectionSettings } from "@tocsin/detector";
import { inputPlaces } from "@tocsin/log";
import { type LogEntry } from "../log/log-entry.ts";
import { type Output } from "./compare.ts";

/** What the inputs that Kafka holds must lead to. */
export interface Expected {
  /** Frames by input partition (`topic/partition`). */
  readonly frames: ReadonlyMap<string, readonly Output[]>;
  readonly refused: readonly Output[];
  readonly evidence: readonly Output[];
  readonly alerts: readonly Output[];
}

export interface Judged {
  readonly configuration: Pick<Configuration, "windowMs" | "allowedLatenessMs" | "reviseMs" | "topics">;
  readonly settings: DetectionSettings;
  /** How many partitions each telemetry topic has. */
  readonly partitions: ReadonlyMap<string, number>;
}

export const placeName = ({ topic, partition }: InputPlace): string => `${topic}/${partition}`;
export const frameId = ({ windowStart, part }: Pick<Frame, "windowStart" | "part">): string =>
  `${windowStart}.${part}`;
const frameOutput = (frame: Frame): Output => ({ id: frameId(frame), text: JSON.stringify(frame) });

interface TakenPartition {
  readonly frames: readonly Frame[];
  readonly refused: readonly Output[];
}

/** One partition's log through core's intake. With `clock: stream` the frames are a function of the log alone. */
function takePartition(
  { configuration }: Judged,
  { topic, stream }: { readonly topic: string; readonly stream: Stream },
  entries: readonly LogEntry[],
): TakenPartition {
  const { windowMs, allowedLatenessMs, reviseMs } = configuration;
  const streams = new Map([[topic, stream]]);
  const stage = intake({
    windowMs,
    allowedLatenessMs,
    reviseMs,
    streams,
    partitionIdleMs: defaultPartitionIdleMs,
  });
  const frames: Frame[] = [];
  const refused: Output[] = [];
  for (const { partition, offset, timestampMs: arrivalMs, value } of entries) {
    const decoded = decodeTelemetry(stream, value, arrivalMs);
    const content = decoded.kind === "rejected" ? ({ kind: "rejected" } as const) : decoded;
    const taken = stage.step({ topic, partition, offset, arrivalMs, content });
    frames.push(...taken.frames);
    if (decoded.kind === "rejected")
      refused.push({ id: `${topic}/${partition}/${offset}`, text: decoded.code });
    // A repeated reading is counted, not kept.
    for (const one of taken.refused)
      if (one.code !== "duplicate")
        refused.push({ id: `${topic}/${partition}/${one.offset}`, text: one.code });
  }
  return { frames, refused };
}

const digest = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");

/** Frames through core's detection. The order of the partitions among each other does not matter. */
function expectedVerdicts(
  { configuration, settings, partitions }: Judged,
  frames: readonly Frame[],
): { readonly evidence: readonly Output[]; readonly alerts: readonly Output[] } {
  const { windowMs, topics } = configuration;
  const stage = detection({ ...settings, windowMs, digest, newcomerWaitMs: 0, withEvidence: true });
  stage.declarePartitions(inputPlaces(topics, partitions).map(({ input }) => input));
  const evidence: Output[] = [];
  const alerts: Output[] = [];
  // By windows, so that few wait in memory.
  for (const frame of frames.toSorted((one, other) => one.windowStart - other.windowStart))
    for (const window of stage.step(frame)) {
      evidence.push({ id: String(window.windowStart), text: JSON.stringify(window.evidence) });
      for (const alert of window.alerts) alerts.push({ id: alert.id, text: JSON.stringify(alert) });
    }
  return { evidence, alerts };
}

/** Everything that the telemetry in Kafka must give; for installations whose clock is the stream. */
export function expectedOf(judged: Judged, telemetry: readonly LogEntry[]): Expected {
  const byPlace = Map.groupBy(telemetry, placeName);
  const frames = new Map<string, readonly Output[]>();
  const all: Frame[] = [];
  const refused: Output[] = [];
  for (const [topic, stream] of streamsByTopic(judged.configuration.topics))
    for (let partition = 0; partition < (judged.partitions.get(topic) ?? 0); partition += 1) {
      const name = placeName({ topic, partition });
      const taken = takePartition(judged, { topic, stream }, byPlace.get(name) ?? []);
      frames.set(name, taken.frames.map(frameOutput));
      refused.push(...taken.refused);
      all.push(...taken.frames);
    }
  return { frames, refused, ...expectedVerdicts(judged, all) };
}
