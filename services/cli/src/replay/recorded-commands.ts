import { type RecordedMessage, readUnordered } from "@tocsin/adapters/file";
import { decodeEvidence } from "@tocsin/adapters/wire";
import { type Configuration, type IncidentFeedback, type Topics, topicNames } from "@tocsin/contracts";
import { commandQueue, type Tell } from "@tocsin/detector";
import type { LogRecord } from "@tocsin/log";
import type { RefusedLine } from "./recorded-frames.ts";

/** Commands of a recording: told before the windows before which a live detector was told them. */
export interface RecordedCommands {
  /** False for a message of another topic. */
  isOne(message: RecordedMessage): boolean;
  /** Why it is refused; null where it is taken. */
  take(message: RecordedMessage): RefusedLine | null;
  readonly beforeWindow: (windowStart: number, tell: Tell) => void;
  /** What was said of incidents, in order. */
  feedback(): readonly IncidentFeedback[];
}

export const isCommandsTopic = (topic: string, topics: Topics): boolean =>
  topic === topicNames.commands || topic === topics.commands;

export const isEvidenceTopic = (topic: string, topics: Topics): boolean =>
  topic === topicNames.evidence || topic === topics.evidence;

export function recordedCommands(
  { topics, windowMs }: Pick<Configuration, "topics" | "windowMs">,
  recorded: (windowStart: number) => number | null | undefined,
): RecordedCommands {
  const queue = commandQueue({ windowMs, recorded });
  const feedback: IncidentFeedback[] = [];
  return {
    isOne: ({ topic, partition }) => partition === 0 && isCommandsTopic(topic, topics),
    take(message) {
      const content = queue.take(recordOfCommand(message));
      if (content.kind === "feedback") feedback.push(content.feedback);
      if (content.kind !== "refused") return null;
      const { code, reason } = content;
      return { message, code, reason, service: null, late: null };
    },
    beforeWindow(windowStart, tell) {
      for (const { content, offset } of queue.due(windowStart)) {
        if (content.kind === "maintenance") tell(content.command, offset);
      }
    },
    feedback: () => feedback,
  };
}

/**
 * What recordings hold that people said of incidents, in order: it was said afterwards, so a replay that goes up to an
 * incident has not come to it. Reads the files to their end, but not standard input, which can be read only once.
 */
export async function recordedFeedback(
  recordings: readonly string[],
  configuration: Pick<Configuration, "topics" | "windowMs">,
): Promise<readonly IncidentFeedback[]> {
  const commands = recordedCommands(configuration, () => undefined);
  for await (const items of readUnordered(recordings.filter((file) => file !== "-"))) {
    for (const item of items) if (item.kind === "message" && commands.isOne(item)) commands.take(item);
  }
  return commands.feedback();
}

/** As a detector read it. */
export function recordOfCommand(message: RecordedMessage): LogRecord {
  const { topic, partition, offset, arrivalMs: timestampMs, payload } = message;
  const value = typeof payload === "string" ? Buffer.from(payload, "utf8") : payload;
  return { topic, partition, offset, timestampMs, key: null, value, headers: {} };
}

/**
 * Where the last command stood that was applied before each window, by recorded evidence: undefined for a window of which
 * there is none. Read from files that begin with evidence, as `tocsin record tocsin.evidence.v1` writes them; a file that
 * begins with anything else is not looked through.
 */
export async function recordedOffsets(
  recordings: readonly string[],
  topics: Topics,
): Promise<(windowStart: number) => number | null | undefined> {
  const offsets = new Map<number, number | null>();
  for (const file of recordings) if (file !== "-") await readOffsets(file, topics, offsets);
  return (windowStart) => offsets.get(windowStart);
}

async function readOffsets(file: string, topics: Topics, into: Map<number, number | null>): Promise<void> {
  for await (const items of readUnordered([file])) {
    for (const item of items) {
      if (item.kind !== "message") continue;
      if (!isEvidenceTopic(item.topic, topics)) return;
      const decoded = decodeEvidence(item.payload);
      if (decoded.kind === "evidence")
        into.set(decoded.frame.windowStart, decoded.frame.commandsOffset ?? null);
    }
  }
}
