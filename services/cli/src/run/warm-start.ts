import { open } from "node:fs/promises";
import type { ResolvedConfiguration } from "@tocsin/adapters/config";
import { type RecordedMessage, readRecordings } from "@tocsin/adapters/file";
import { schemaReader } from "@tocsin/adapters/registry";
import type { Configuration } from "@tocsin/contracts";
import {
  defaultPartitionIdleMs,
  type DetectionSnapshot,
  learnedSnapshot,
  type MaintenanceCommand,
} from "@tocsin/core";
import { commandQueue, type DetectionSettings, detectionSession } from "@tocsin/detector";
import { configuredTopics, intakeSession } from "@tocsin/intake";
import { inputFault, type ProcessFault } from "../exit-codes.ts";
import { isCommandsTopic, recordOfCommand } from "../replay/recorded-commands.ts";
import { recordOf } from "../settings/recorded-record.ts";

export interface WarmRecording {
  readonly file: string;
  readonly configuration: Pick<
    Configuration,
    "windowMs" | "allowedLatenessMs" | "reviseMs" | "topics" | "bounds"
  > &
    Partial<Pick<ResolvedConfiguration, "topicFormats" | "schemaSource">>;
  readonly settings: DetectionSettings;
  /** Called now and then: the learning is alive. */
  readonly alive: () => void;
}

const weekMs = 7 * 86_400_000;

/**
 * What a detector learns from a recording, as if it had been recorded just before the first window: moved by whole weeks,
 * so that hours of the week stay what they are, to end at most a week before it. Nothing is said of what is in it.
 * Throws a `ProcessFault` for a recording that cannot be read or holds no telemetry.
 */
export async function learnFromRecording(
  warm: WarmRecording,
  firstWindowStartMs: number,
): Promise<DetectionSnapshot> {
  const newestMs = await newestArrival(warm);
  const shiftMs = Math.floor((firstWindowStartMs - newestMs) / weekMs) * weekMs;
  const { windowMs, allowedLatenessMs, reviseMs, topics, bounds, topicFormats } = warm.configuration;
  const { streams, foreign } = configuredTopics(topics, topicFormats);
  const commands = commandQueue({ windowMs });
  const clocked = { windowMs, allowedLatenessMs, reviseMs, clock: "stream" } as const;
  const schemas = schemaReader(warm.configuration.schemaSource ?? { files: new Map(), registry: null });
  const intake = intakeSession({ ...clocked, streams, bounds, foreign, schemas, shiftMs });
  const detection = detectionSession({
    settings: moved(warm.settings, shiftMs),
    windowMs,
    newcomerWaitMs: defaultPartitionIdleMs,
    withEvidence: false,
    suppressUntilMs: null,
    beforeWindow: (windowStart, tell) => {
      for (const { content, offset } of commands.due(windowStart - shiftMs)) {
        if (content.kind === "maintenance") tell(shifted(content.command, shiftMs), offset);
      }
    },
  });
  const others = new Set<string>();
  let readings = 0;
  for await (const message of messagesOf(warm)) {
    if (isCommandsTopic(message.topic, topics)) {
      commands.take(recordOfCommand(message));
      continue;
    }
    const record = recordOf(message, topics);
    if (!streams.has(record.topic)) {
      others.add(message.topic);
      continue;
    }
    if (foreign.has(record.topic))
      for (const id of schemas.missing([message.payload])) await schemas.load(id);
    const step = intake.step(record, null);
    readings += step.readings;
    for (const frame of step.frames) detection.step(frame);
  }
  const end = intake.end();
  readings += end.accepted;
  for (const frame of end.frames) detection.step(frame);
  detection.end();
  if (readings === 0) throw noTelemetry(warm.file, [...others], [...streams.keys()]);
  return learnedSnapshot(detection.snapshot().detection);
}

/** Work is as far from the telemetry that is moved as it was. */
function shifted(command: MaintenanceCommand, byMs: number): MaintenanceCommand {
  if (command.kind === "end") return { ...command, atMs: command.atMs + byMs };
  const { fromMs, toMs } = command.work;
  return {
    ...command,
    work: { ...command.work, fromMs: fromMs + byMs, toMs: toMs === null ? null : toMs + byMs },
  };
}

/** A recording that is moved takes along which part of it is not to be learned. */
function moved(settings: DetectionSettings, shiftMs: number): DetectionSettings {
  const { knowledge } = settings;
  if (knowledge === undefined) return settings;
  const exclude = knowledge.exclude.map((past) => ({
    ...past,
    fromMs: past.fromMs + shiftMs,
    toMs: past.toMs + shiftMs,
  }));
  return { ...settings, knowledge: { ...knowledge, exclude } };
}

const mostNamed = 5;

function noTelemetry(file: string, held: readonly string[], wanted: readonly string[]): ProcessFault {
  const instead = held.length === 0 ? "" : `; it holds ${held.slice(0, mostNamed).join(", ")}`;
  return inputFault(
    `${file} holds no reading of the configured telemetry topics${instead}`,
    `It needs messages of ${wanted.join(", ")}; tocsin record makes such a file.`,
  );
}

/** Throws a `ProcessFault` for a recording that cannot be opened: better said at the start than when telemetry has come. */
export async function refuseUnreadable(file: string): Promise<void> {
  try {
    await (await open(file)).close();
  } catch (error) {
    throw inputFault(
      `cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`,
      "--warm-from takes a recording, or a time such as 2026-11-01T00:00:00Z.",
    );
  }
}

async function newestArrival(warm: WarmRecording): Promise<number> {
  let newestMs: number | null = null;
  for await (const { topic, arrivalMs } of messagesOf(warm)) {
    if (!isCommandsTopic(topic, warm.configuration.topics))
      newestMs = Math.max(newestMs ?? arrivalMs, arrivalMs);
  }
  if (newestMs === null) throw inputFault(`${warm.file} holds no message`);
  return newestMs;
}

async function* messagesOf({ file, alive }: WarmRecording): AsyncGenerator<RecordedMessage, void> {
  const nobody: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => ({ next: async () => ({ done: true, value: undefined }) }),
  };
  for await (const { items } of readRecordings([file], { stdin: nobody })) {
    alive();
    for (const item of items) {
      if (item.kind === "failed") throw inputFault(`cannot read ${file}: ${item.reason}`);
      if (item.kind === "message") yield item;
    }
  }
}
