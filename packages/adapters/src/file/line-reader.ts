import { binaryPayload } from "./binary-payload.ts";
import type { Break } from "./chunk-reader.ts";
import { lineSplitter, type LineKind } from "./line-splitter.ts";
import type { ReadableShape } from "./open-input.ts";
import { parseLine } from "./parse-line.ts";
import { quickLines } from "./quick/quick-lines.ts";
import { type LinePlace, type RecordingItem, type RejectedLine, rejectedLine } from "./recording-item.ts";
import { valueSplitter } from "./value-splitter.ts";

/** A line may be this long; a recorded message is at most a few MiB. */
const maxLineBytes = 16 * 1_048_576;

/** What is read: a recording, or a part of it that begins with a whole line. */
export interface LineSource {
  readonly file: string;
  readonly shape: ReadableShape;
  /** Number of the first line. */
  readonly firstLine: number;
  /** It is not a part, so a file without a record is found out. */
  readonly isWhole: boolean;
}

/** Turns the bytes of one recording into its items, with the number of the line each stands in. */
export interface LineReader {
  push(bytes: Uint8Array): void;
  /** No more bytes come; `broken` says so when the file had not ended there. */
  end(broken: Break | null): void;
  /** The items since the last call. */
  take(): readonly RecordingItem[];
}

export function lineReader({ file, shape, firstLine, isWhole }: LineSource): LineReader {
  let items: RecordingItem[] = [];
  let line = firstLine - 1;
  let used = 0;

  function add(item: RecordingItem | null): void {
    if (item === null) return;
    if (item.kind === "message" || item.kind === "rejected") used += 1;
    items.push(item);
  }

  function takeLine(text: string, kind: LineKind, bytes: Uint8Array | null): void {
    line += 1;
    add(itemOf({ text, kind, bytes }, { file, line }));
  }

  const quick = quickLines();

  function takeQuickly(block: Uint8Array, from: number): number {
    const message = quick.read(block, from, { file, line: line + 1 });
    if (message === null) return -1;
    line += 1;
    add(message);
    return quick.endOfLine();
  }

  const splitter =
    shape === "lines"
      ? lineSplitter(maxLineBytes, takeLine, takeQuickly)
      : valueSplitter(maxLineBytes, takeLine);

  /** Uses a last line without a line break if it can be; else gives its text. */
  function takeLast(): string | null {
    const cut: string[] = [];
    splitter.end((text, kind, bytes) => {
      line += 1;
      const item = itemOf({ text, kind, bytes }, { file, line });
      if (item?.kind === "rejected" && item.code === "line-not-json") cut.push(text);
      else add(item);
    });
    return cut[0] ?? null;
  }

  function end(broken: Break | null): void {
    const cut = takeLast();
    const place = { file, line: Math.max(line, 1) };
    if (broken !== null && broken.code !== "file-unreadable")
      add(rejectedLine(place, broken.code, broken.reason, cut ?? ""));
    else if (cut !== null)
      add(rejectedLine(place, "line-truncated", "the last line ends in the middle", cut));
    if (broken?.code === "file-unreadable") {
      items.push({ kind: "failed", code: "file-unreadable", file, reason: broken.reason });
    } else if (isWhole && used === 0) {
      items.push({ kind: "failed", code: "file-empty", file, reason: "no line holds a record" });
    }
  }

  return {
    push: (bytes) => splitter.push(bytes),
    end,
    take() {
      const taken = items;
      items = [];
      return taken;
    },
  };
}

interface LineRead {
  readonly text: string;
  readonly kind: LineKind;
  /** The line itself where it is no UTF-8. */
  readonly bytes: Uint8Array | null;
}

function itemOf({ text, kind, bytes }: LineRead, place: LinePlace): RecordingItem | null {
  if (kind === "too-long") {
    return rejectedLine(place, "line-too-long", `the line is longer than ${maxLineBytes} bytes`, text);
  }
  const item = parseLine(text, place);
  return bytes !== null && item?.kind === "message" ? readable(item, place, bytes) : item;
}

/** Bytes that are no UTF-8 have become U+FFFD: harmless in what is not used, but not in the value. */
function readable(
  item: Extract<RecordingItem, { kind: "message" }>,
  place: LinePlace,
  bytes: Uint8Array,
): typeof item | RejectedLine {
  if (typeof item.payload !== "string" || !item.payload.includes("\u{FFFD}")) return item;
  const payload = binaryPayload(bytes);
  if (payload !== null) return { ...item, payload };
  return rejectedLine(place, "payload-not-utf8", "the line holds bytes that are not UTF-8", item.raw);
}
