import { type ErrorCode, RecordingHeader, RecordingLine } from "@tocsin/contracts";
import { howToRead, otherFormat } from "../wire/other-format.ts";
import { otherTimeUnit, timeUnitReason } from "../wire/time-unit.ts";
import { bareMessage } from "./bare-line.ts";
import { isPlainLine, type PlainLine } from "./plain-line.ts";
import {
  type LinePlace,
  type RecordedMessage,
  type RecordingItem,
  type RejectedLine,
  rejectedLine,
} from "./recording-item.ts";

/** Turns one line of a recording into what it holds, or says why it cannot be used; null for a blank line. */
export function parseLine(text: string, place: LinePlace): RecordingItem | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return unparsed(text, place);
  }
  if (isPlainLine(value)) return messageInUnit(value, place, text);
  return bySchema(value, place, text);
}

const byteOrderMark = "\u{FEFF}";
const byteOrderMarks = /^\u{FEFF}+/u;

/** Blank lines are not JSON either, nor is a line behind byte order marks: files that were joined may have several. */
function unparsed(text: string, place: LinePlace): RecordingItem | null {
  if (text.trim() === "") return null;
  if (text.startsWith(byteOrderMark)) return parseLine(text.replace(byteOrderMarks, ""), place);
  return rejectedLine(place, "line-not-json", "the line is not JSON", text);
}

/** `kcat` and `tocsin record` write what kind of time `ts` is, and write Kafka's milliseconds; others may err. */
function messageInUnit(
  line: PlainLine & { readonly tstype?: unknown },
  place: LinePlace,
  raw: string,
): RecordedMessage | RejectedLine {
  const unit = line.tstype === undefined ? otherTimeUnit(line.ts) : null;
  if (unit !== null) return rejectedLine(place, "time-unit", timeUnitReason("ts", line.ts, unit), raw);
  return message(line, place, raw);
}

function message(line: PlainLine, place: LinePlace, raw: string): RecordedMessage {
  return {
    kind: "message",
    topic: line.topic,
    partition: line.partition,
    offset: line.offset,
    arrivalMs: line.ts,
    payload: line.payload,
    file: place.file,
    line: place.line,
    raw,
  };
}

function bySchema(value: unknown, place: LinePlace, text: string): RecordingItem {
  if (!isObject(value)) return refusedBySchema(value, place, text);
  if (Object.hasOwn(value, "tocsinRecording")) return header(value, place, text);
  const bare = bareMessage(value, place, text);
  if (bare !== null) return bare;
  const checked = RecordingLine.safeParse(value);
  if (!checked.success) return refusedBySchema(value, place, text);
  const { payload, payloadBase64, ...line } = checked.data;
  if (payloadBase64 !== undefined && (payload === undefined || payload === null)) {
    const item = message({ ...line, payload: null }, place, text);
    return { ...item, payload: Buffer.from(payloadBase64, "base64") };
  }
  if (payload === undefined) return rejectedLine(place, "line-schema", "payload: is missing", text);
  if (typeof payload === "string" || payload === null)
    return messageInUnit({ ...line, payload }, place, text);
  if (isDeeperThan(payload, deepestPayload)) {
    const reason = `payload: is nested more than ${deepestPayload} levels deep`;
    return rejectedLine(place, "line-schema", reason, text);
  }
  return messageInUnit({ ...line, payload: JSON.stringify(payload) }, place, text);
}

/** No message has a tenth of it, and the platform's writer of JSON ends the stack at a few thousand. */
const deepestPayload = 100;

/** Whether lists and objects stand in one another deeper than so; takes no stack for it. */
function isDeeperThan(value: unknown, mostLevels: number): boolean {
  let level = nestsIn([value]);
  for (let levels = 0; levels < mostLevels; levels += 1) {
    level = level.flatMap((nest) => nestsIn(Object.values(nest)));
    if (level.length === 0) return false;
  }
  return true;
}

const nestsIn = (values: readonly unknown[]): readonly object[] =>
  values.filter((value) => typeof value === "object" && value !== null);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Names the other format, or the unit of time, where the line is known by it. */
function refusedBySchema(value: unknown, place: LinePlace, text: string): RejectedLine {
  const format = otherFormat(value);
  if (format !== null)
    return rejectedLine(place, "other-format", `this is ${format}; ${howToRead(format)}`, text);
  const ts = isObject(value) ? value["ts"] : undefined;
  const unit = typeof ts === "number" ? otherTimeUnit(ts) : null;
  if (unit !== null) return rejectedLine(place, "time-unit", timeUnitReason("ts", ts as number, unit), text);
  const checked = RecordingLine.safeParse(value);
  return refused("line-schema", checked.success ? [] : checked.error.issues, { place, text });
}

function header(value: unknown, place: LinePlace, text: string): RecordingItem {
  const checked = RecordingHeader.safeParse(value);
  if (!checked.success) return refused("line-schema", checked.error.issues, { place, text });
  return { kind: "header", header: checked.data, ...place };
}

function refused(
  code: ErrorCode,
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
  line: { readonly place: LinePlace; readonly text: string },
): RejectedLine {
  const [issue] = issues;
  const reason = issue === undefined ? "" : `${issue.path.map(String).join(".")}: ${issue.message}`;
  return rejectedLine(line.place, code, reason, line.text);
}
