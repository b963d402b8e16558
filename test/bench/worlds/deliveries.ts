import type { RecordedMessage } from "@tocsin/adapters/file";
import { decodeTelemetry, streamsByTopic, telemetryDecoder } from "@tocsin/adapters/wire";
import { Configuration } from "@tocsin/contracts";
import type { Delivery } from "@tocsin/core";
import { lineReader } from "../../../packages/adapters/src/file/line-reader.ts";
import { parseLine } from "../../../packages/adapters/src/file/parse-line.ts";

export const streams = streamsByTopic(Configuration.parse({}).topics);

/** The message on a line of a generated recording. Throws for a line that is none: generated input is good. */
export function messageOn(text: string, line: number): RecordedMessage {
  const item = parseLine(text, { file: "generated", line });
  if (item?.kind !== "message") throw new Error(`line ${line} is no message: ${text}`);
  return item;
}

/** Lines to a piece: about the half MiB in which a file is read. */
const linesOfPiece = 2048;

/** Lines of a generated recording as bytes, in pieces as they are read from a file. */
export function piecesOf(texts: readonly string[]): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let from = 0; from < texts.length; from += linesOfPiece) {
    pieces.push(Buffer.from(`${texts.slice(from, from + linesOfPiece).join("\n")}\n`));
  }
  return pieces;
}

/** Reads the messages in pieces of a recording as a replay does. Throws for a line that is none. */
export function eachMessage(pieces: readonly Uint8Array[], take: (message: RecordedMessage) => void): void {
  const reader = lineReader({ file: "generated", shape: "lines", firstLine: 1, isWhole: false });
  for (const piece of pieces) {
    reader.push(piece);
    for (const item of reader.take()) {
      if (item.kind !== "message") throw new Error(`not a message: ${JSON.stringify(item)}`);
      take(item);
    }
  }
}

/** Decodes a message by itself. Throws where it is refused. */
export const deliveryOf = (message: RecordedMessage): Delivery => decodedBy(decodeTelemetry, message);

/** Decodes messages as the replay does. Throws where one is refused. */
export function delivering(): (message: RecordedMessage) => Delivery {
  const decode = telemetryDecoder();
  return (message) => decodedBy(decode, message);
}

function decodedBy(decode: typeof decodeTelemetry, message: RecordedMessage): Delivery {
  const { topic, partition, offset, arrivalMs } = message;
  const content = decode(streams.get(topic)!, message.inLine ?? message.payload, arrivalMs);
  if (content.kind === "rejected") throw new Error(`line ${message.line} was refused: ${content.reason}`);
  return { topic, partition, offset, arrivalMs, content };
}
