import { isUtf8 } from "node:buffer";
import { binaryPayload } from "@tocsin/adapters/file";
import { unpacked } from "../import/gunzipped.ts";
import { fileBytes } from "../import/file-bytes.ts";
import { jsonLines, lineBatches, otlpMessages, type Piece } from "../import/message-pieces.ts";
import type { CliIo } from "../io.ts";

const newline = 0x0a;

/** Of text a message is a line; of these the first are looked at together, with what is told about them. */
async function firstLines(chunks: AsyncIterable<Uint8Array>, most: number): Promise<readonly Uint8Array[]> {
  for await (const { bytes } of lineBatches(chunks)) {
    const lines = Buffer.from(bytes).toString("utf8").split("\n");
    let samples = 0;
    const kept = lines.filter((line) => {
      if (line.trim() === "") return false;
      if (line.startsWith("#")) return true;
      samples += 1;
      return samples <= most;
    });
    return kept.length === 0 ? [] : [Buffer.from(kept.join("\n"))];
  }
  return [];
}

/**
 * The first messages of a file of any format that can be imported, or of a recording of a topic, as `kcat -J` prints it:
 * there the values of the messages.
 */
export async function sampleMessages(file: string, most: number, io: CliIo): Promise<readonly Uint8Array[]> {
  const chunks = unpacked(fileBytes(file, io), { damage: null });
  const iterator = chunks[Symbol.asyncIterator]();
  const read = await iterator.next();
  if (read.done === true) return [];
  const first = read.value;
  async function* all(): AsyncGenerator<Uint8Array> {
    yield first;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  const start = Buffer.from(first.subarray(0, 64)).toString("utf8").trimStart();
  if (start.startsWith("{") || start.startsWith("["))
    return (await taken(jsonLines(all()), most)).map(valueOf);
  const binary = first
    .subarray(0, 64)
    .some((byte) => byte < 0x20 && byte !== newline && byte !== 0x0d && byte !== 0x09);
  return binary || first[0] === newline
    ? await taken(otlpMessages(all()), most)
    : await firstLines(all(), most);
}

async function taken(pieces: AsyncIterable<Piece>, most: number): Promise<readonly Uint8Array[]> {
  const messages: Uint8Array[] = [];
  for await (const { bytes } of pieces) {
    messages.push(bytes);
    if (messages.length >= most) break;
  }
  return messages;
}

/** The value of a message that was recorded; another line is its own. */
function valueOf(line: Uint8Array): Uint8Array {
  try {
    const { topic, payload, payloadBase64 } = JSON.parse(Buffer.from(line).toString("utf8")) as Readonly<
      Record<string, unknown>
    >;
    if (typeof topic !== "string") return line;
    if (typeof payloadBase64 === "string") return Buffer.from(payloadBase64, "base64");
    if (typeof payload === "string")
      return (isUtf8(line) ? null : binaryPayload(line)) ?? Buffer.from(payload);
    return typeof payload === "object" && payload !== null ? Buffer.from(JSON.stringify(payload)) : line;
  } catch {
    return line;
  }
}
