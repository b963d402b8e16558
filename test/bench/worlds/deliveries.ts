import type { RecordedMessage } from "@tocsin/adapters/file";
import { decodeTelemetry, streamsByTopic } from "@tocsin/adapters/wire";
import { Configuration } from "@tocsin/contracts";
import type { Delivery } from "@tocsin/core";
import { parseLine } from "../../../packages/adapters/src/file/parse-line.ts";

export const streams = streamsByTopic(Configuration.parse({}).topics);

/** The message on a line of a generated recording. Throws for a line that is none: generated input is good. */
export function messageOn(text: string, line: number): RecordedMessage {
  const item = parseLine(text, { file: "generated", line });
  if (item?.kind !== "message") throw new Error(`line ${line} is no message: ${text}`);
  return item;
}

/** Decodes a message as the replay does. Throws where it is refused. */
export function deliveryOf(message: RecordedMessage): Delivery {
  const { topic, partition, offset, arrivalMs, payload } = message;
  const content = decodeTelemetry(streams.get(topic)!, payload, arrivalMs);
  if (content.kind === "rejected") throw new Error(`line ${message.line} was refused: ${content.reason}`);
  return { topic, partition, offset, arrivalMs, content };
}
