import { type ErrorCode, RecordingHeader, RecordingLine } from "@tocsin/contracts";
import { isPlainLine, type PlainLine } from "./plain-line.ts";
import { type LinePlace, type RecordedMessage, type RecordingItem, rejectedLine } from "./recording-item.ts";

/** Turns one line of a recording into what it holds, or says why it cannot be used; null for a blank line. */
export function parseLine(text: string, place: LinePlace): RecordingItem | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return unparsed(text, place);
  }
  if (isPlainLine(value)) return message(value, place, text);
  return bySchema(value, place, text);
}

const byteOrderMark = "\u{FEFF}";

/** Blank lines are not JSON either, nor is a line behind a byte order mark. */
function unparsed(text: string, place: LinePlace): RecordingItem | null {
  if (text.trim() === "") return null;
  if (text.startsWith(byteOrderMark)) return parseLine(text.slice(1), place);
  return rejectedLine(place, "line-not-json", "the line is not JSON", text);
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
  if (isHeader(value)) return header(value, place, text);
  const checked = RecordingLine.safeParse(value);
  if (!checked.success) return refused("line-schema", checked.error.issues, { place, text });
  const { payload, payloadBase64, ...line } = checked.data;
  if (typeof payload === "string" || (payload === null && payloadBase64 === undefined)) {
    return message({ ...line, payload }, place, text);
  }
  if (payloadBase64 === undefined) return rejectedLine(place, "line-schema", "payload: is missing", text);
  return {
    ...message({ ...line, payload: null }, place, text),
    payload: Buffer.from(payloadBase64, "base64"),
  };
}

function isHeader(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "tocsinRecording");
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
): RecordingItem {
  const [issue] = issues;
  const reason = issue === undefined ? "" : `${issue.path.map(String).join(".")}: ${issue.message}`;
  return rejectedLine(line.place, code, reason, line.text);
}
