import { ByteCursor, noNumber } from "../../wire/quick/byte-cursor.ts";
import { QuotedText } from "../../wire/index.ts";
import type { LinePlace, RecordedMessage } from "../recording-item.ts";
import { LineMessage } from "./line-message.ts";

/** Reads lines as `kcat -J` and `tocsin record` write them, field by field in their order, from their bytes. */
export interface QuickLines {
  /**
   * The message on the line that begins at `from`, in bytes that are UTF-8 and stay as they are; null where the line is
   * written otherwise, which leaves it to `parseLine`. `endOfLine` is then the place of the line's break.
   */
  read(bytes: Uint8Array, from: number, place: LinePlace): RecordedMessage | null;
  endOfLine(): number;
}

const opening = Buffer.from('{"topic":"');
const beforePartition = Buffer.from('","partition":');
const beforeOffset = Buffer.from(',"offset":');
const beforeType = Buffer.from(',"tstype":"');
const beforeTs = Buffer.from('","ts":');
const beforeBroker = Buffer.from(',"broker":');
const beforeHeaders = Buffer.from(',"headers":[');
const beforeKey = Buffer.from(',"key":');
const beforePayload = Buffer.from(',"payload":');
const closing = Buffer.from("}\n");
const nullWord = Buffer.from("null");
const [quote, slash, comma, closeBracket] = [0x22, 0x5c, 0x2c, 0x5d];

/** What a byte inside of a text is. */
const [plain, ends, escapes, control] = [0, 1, 2, 3];
const kindOfByte = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === quote) return ends;
  if (byte === slash) return escapes;
  return byte < 0x20 ? control : plain;
});

/** What may follow a backslash, but for the four digits of a code: their texts are left to others. */
const isEscape = Uint8Array.from({ length: 256 }, (_, byte) =>
  '"\\/bfnrt'.includes(String.fromCharCode(byte)) ? 1 : 0,
);

/** Longer names are no topics. */
const longestTopic = 249;
/** Topics beyond this are spelled each time. */
const mostTopics = 64;

export function quickLines(): QuickLines {
  const cursor = new ByteCursor(new Uint8Array(), 0, 0);
  const topics: { readonly name: string; readonly bytes: Uint8Array }[] = [];

  function topicTo(end: number): string | null {
    const { bytes, at } = cursor;
    if (end <= at || end - at > longestTopic) return null;
    for (const known of topics) {
      if (known.bytes.length === end - at && cursor.skip(known.bytes)) return known.name;
    }
    const own = Buffer.from(bytes.subarray(at, end));
    if (own.some((byte) => byte >= 0x80)) return null;
    const name = own.toString("latin1");
    if (topics.length < mostTopics) topics.push({ name, bytes: own });
    cursor.at = end;
    return name;
  }

  function read(bytes: Uint8Array, from: number, { file, line }: LinePlace): RecordedMessage | null {
    cursor.move(bytes, from, bytes.length);
    if (!cursor.skip(opening)) return null;
    const topic = topicTo(cursor.endOfText());
    if (topic === null || !cursor.skip(beforePartition)) return null;
    const partition = cursor.whole();
    if (partition === noNumber || !cursor.skip(beforeOffset)) return null;
    const offset = cursor.whole();
    if (offset === noNumber || !cursor.skip(beforeType)) return null;
    cursor.at = cursor.endOfText();
    if (cursor.at < 0 || !cursor.skip(beforeTs)) return null;
    const arrivalMs = cursor.whole();
    if (arrivalMs === noNumber || !skipRest(cursor) || !cursor.skip(beforePayload)) return null;
    const value = valueAt(cursor);
    if (value === undefined || !cursor.skip(closing)) return null;
    const fields = { topic, partition, offset, arrivalMs, value };
    return new LineMessage(fields, { bytes, from, to: cursor.at - 1, file, line });
  }

  return { read, endOfLine: () => cursor.at - 1 };
}

/** What stands between the time and the value, and is not needed: broker, headers and key. */
function skipRest(cursor: ByteCursor): boolean {
  if (cursor.skip(beforeBroker) && cursor.whole() === noNumber) return false;
  if (cursor.skip(beforeHeaders) && !skipTexts(cursor)) return false;
  return !cursor.skip(beforeKey) || skipText(cursor);
}

/** Texts, up to the end of their list. */
function skipTexts(cursor: ByteCursor): boolean {
  if (cursor.skipByte(closeBracket)) return true;
  do if (!skipText(cursor)) return false;
  while (cursor.skipByte(comma));
  return cursor.skipByte(closeBracket);
}

/** A text, or null for `null`; undefined where neither stands here. */
function valueAt(cursor: ByteCursor): QuotedText | null | undefined {
  const { bytes, at } = cursor;
  const isText = bytes[at] === quote;
  if (!skipText(cursor)) return undefined;
  return isText ? new QuotedText(bytes, at + 1, cursor.at - 1) : null;
}

/** A text, or `null`. */
function skipText(cursor: ByteCursor): boolean {
  if (!cursor.skipByte(quote)) return cursor.skip(nullWord);
  const end = endOfEscaped(cursor);
  cursor.at = end + 1;
  return end >= 0;
}

/** The place of the quote that ends a text with escapes; -1 where it does not end as it should. */
function endOfEscaped({ bytes, at: from, to }: ByteCursor): number {
  let at = from;
  while (at < to) {
    const kind = kindOfByte[bytes[at] as number] as number;
    if (kind === plain) at += 1;
    else if (kind === ends) return at;
    else if (kind === control || at + 1 >= to || isEscape[bytes[at + 1] as number] === 0) return -1;
    else at += 2;
  }
  return -1;
}
