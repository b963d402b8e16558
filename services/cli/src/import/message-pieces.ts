/** A message of a file, or some of its lines together. */
export interface Piece {
  /** The line on which it begins, from 1; the number of the message where a file has no lines. */
  readonly line: number;
  readonly bytes: Uint8Array;
}

/** How files of a kind are cut into messages. */
export type Pieces = (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Piece>;

/** Lines that are taken together where a line by itself is small. */
const batchBytes = 1_048_576;

/** A whole file that is one message may be so long: JSON of it must still fit into one text. */
export const longestMessage = 268_435_456;

const newline = 0x0a;

/** Each line by itself. A line that is too long comes cut, and is refused by its length. */
async function* eachLine(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Piece> {
  let line = 1;
  for await (const bytes of whole(chunks, (buffer) => buffer.indexOf(newline) + 1)) {
    if (bytes.length > 1) yield { line, bytes };
    line += 1;
  }
}

/** Lines together, about a megabyte of them. */
export async function* lineBatches(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Piece> {
  let line = 1;
  const cut = (buffer: Buffer): number => (buffer.length < batchBytes ? 0 : buffer.lastIndexOf(newline) + 1);
  for await (const bytes of whole(chunks, cut)) {
    yield { line, bytes };
    for (const byte of bytes) line += byte === newline ? 1 : 0;
  }
}

/** Lines together, each time with the types of the families that were told before. */
export async function* openMetricsBatches(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Piece> {
  const types = new Map<string, string>();
  for await (const { line, bytes } of lineBatches(chunks)) {
    const before = [...types.values()].join("\n");
    const text = Buffer.from(bytes).toString("utf8");
    for (const [told, family] of text.matchAll(/^# TYPE (\S+) .*$/gm)) {
      if (types.size < mostFamilies) types.set(family!, told);
    }
    yield { line, bytes: before === "" ? bytes : Buffer.from(`${before}\n${text}`) };
  }
}

const mostFamilies = 10_000;

/** Lines of InfluxDB together; where they are annotated CSV, each time with what was told of the columns before. */
export async function* influxBatches(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Piece> {
  let told: string[] = [];
  let annotated: boolean | null = null;
  for await (const { line, bytes } of lineBatches(chunks)) {
    annotated ??= /^\s*(#|,result,)/.test(Buffer.from(bytes.subarray(0, 64)).toString("latin1"));
    const before = told.join("\n");
    if (annotated) told = toldOfColumns(Buffer.from(bytes).toString("utf8"), told);
    yield { line, bytes: before === "" ? bytes : Buffer.concat([Buffer.from(`${before}\n`), bytes]) };
  }
}

/** The annotations and the names of the last table in these lines; those of before where no table begins. */
function toldOfColumns(text: string, before: readonly string[]): string[] {
  let told = [...before];
  for (const [line] of text.matchAll(/^(?:#.*|,result,table,.*)$/gm)) {
    // Behind the names a new table begins.
    if (told.at(-1)?.startsWith("#") !== true) told = [];
    told.push(line.replace(/\r$/, ""));
  }
  return told;
}

/** The whole file as one message. */
export async function* wholeFile(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Piece> {
  for await (const bytes of whole(chunks, () => 0)) yield { line: 1, bytes };
}

/**
 * Messages of an OTLP file: JSON, one on a line or one in all, as the Collector's file exporter writes it; or protobuf,
 * each behind its length in four bytes as that exporter has it, or one message alone.
 */
export async function* otlpMessages(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Piece> {
  const { first, all } = await begun(chunks);
  if (first.includes(0x7b) && first.subarray(0, first.indexOf(0x7b)).toString().trim() === "") {
    yield* jsonMessages(first, all);
  } else if (first.length > 4 && first[4] === newline && first.readUInt32BE(0) > 0) {
    let message = 1;
    for await (const bytes of whole(all, (buffer) => (buffer.length < 4 ? 0 : 4 + buffer.readUInt32BE(0)))) {
      yield { line: message, bytes: bytes.subarray(4) };
      message += 1;
    }
  } else {
    yield* wholeFile(all);
  }
}

/** JSON messages on a line each, or one that is written over many lines. */
async function* jsonMessages(first: Buffer, all: AsyncIterable<Uint8Array>): AsyncGenerator<Piece> {
  const firstLine = first
    .subarray(0, first.indexOf(newline) + 1)
    .toString("utf8")
    .trim();
  const overLines = firstLine !== "" && !firstLine.endsWith("}");
  yield* overLines ? wholeFile(all) : eachLine(all);
}

/** Telegraf and Prometheus samples: as `otlpMessages` of JSON. */
export async function* jsonLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Piece> {
  const { first, all } = await begun(chunks);
  yield* jsonMessages(first, all);
}

/** The first bytes, and all of them. */
async function begun(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ first: Buffer; all: AsyncIterable<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const read = await iterator.next();
  const first = read.done === true ? Buffer.alloc(0) : Buffer.from(read.value);
  async function* all(): AsyncGenerator<Uint8Array> {
    yield first;
    for (;;) {
      const next = await iterator.next();
      if (next.done === true) return;
      yield next.value;
    }
  }
  return { first, all: all() };
}

/**
 * Cuts the bytes where `cutAt` says that a message ends; 0 asks for more. What is left at the end is a message too. What
 * grows beyond the longest message is handed on as it is.
 */
async function* whole(
  chunks: AsyncIterable<Uint8Array>,
  cutAt: (buffer: Buffer) => number,
): AsyncGenerator<Buffer> {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let needed = 0;
  for await (const chunk of chunks) {
    waiting.push(chunk);
    waitingBytes += chunk.length;
    if (waitingBytes < needed) continue;
    let buffer = Buffer.concat(waiting);
    for (let end = cutAt(buffer); end > 0 && end <= buffer.length; end = cutAt(buffer)) {
      yield buffer.subarray(0, end);
      buffer = buffer.subarray(end);
    }
    if (buffer.length > longestMessage) {
      yield buffer;
      buffer = Buffer.alloc(0);
    }
    waiting = [buffer];
    waitingBytes = buffer.length;
    // Twice as much before it is looked at again, so that a long message costs no more than its length.
    needed = Math.min(2 * buffer.length, longestMessage);
  }
  const rest = Buffer.concat(waiting);
  for (let buffer = rest; buffer.length > 0;) {
    const end = cutAt(buffer);
    const piece = end > 0 && end <= buffer.length ? buffer.subarray(0, end) : buffer;
    yield piece;
    buffer = buffer.subarray(piece.length);
  }
}
