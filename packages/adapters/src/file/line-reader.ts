import { lineSplitter, type LineKind } from "./line-splitter.ts";
import { parseLine } from "./parse-line.ts";
import { type RecordingItem, type RejectedLine, rejectedLine } from "./recording-item.ts";

/** A line may be this long; a recorded message is at most a few MiB. */
const maxLineBytes = 16 * 1_048_576;

/** Why an input could not be read to its end. */
export interface Break {
  readonly code: "gzip-truncated" | "file-unreadable";
  readonly reason: string;
}

/** Turns the bytes of one recording into its items, with the number of the line each stands in. */
export interface LineReader {
  push(bytes: Uint8Array): void;
  /** No more bytes come; `broken` says so when the file had not ended there. */
  end(broken: Break | null): void;
  /** The items since the last call. */
  take(): readonly RecordingItem[];
}

export function lineReader(file: string): LineReader {
  let items: RecordingItem[] = [];
  let line = 0;
  let used = 0;

  function add(item: RecordingItem | null): void {
    if (item === null) return;
    if (item.kind === "message" || item.kind === "rejected") used += 1;
    items.push(item);
  }

  const splitter = lineSplitter(maxLineBytes, (text, kind) => {
    line += 1;
    add(itemOf(text, kind, { file, line }));
  });

  /** Uses a last line without a line break if it can be; else gives its text. */
  function takeLast(): string | null {
    const cut: string[] = [];
    splitter.end((text, kind) => {
      line += 1;
      const item = itemOf(text, kind, { file, line });
      if (item?.kind === "rejected" && item.code === "line-not-json") cut.push(text);
      else add(item);
    });
    return cut[0] ?? null;
  }

  function end(broken: Break | null): void {
    const cut = takeLast();
    const place = { file, line: Math.max(line, 1) };
    if (broken?.code === "gzip-truncated") add(rejectedLine(place, broken.code, broken.reason, cut ?? ""));
    else if (cut !== null)
      add(rejectedLine(place, "line-truncated", "the last line ends in the middle", cut));
    if (broken?.code === "file-unreadable") {
      items.push({ kind: "failed", code: "file-unreadable", file, reason: broken.reason });
    } else if (used === 0) {
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

function itemOf(
  text: string,
  kind: LineKind,
  place: { readonly file: string; readonly line: number },
): RecordingItem | null {
  if (kind === "too-long") {
    return rejectedLine(place, "line-too-long", `the line is longer than ${maxLineBytes} bytes`, text);
  }
  const item = parseLine(text, place);
  return kind === "not-utf8" && item?.kind === "message" ? textual(item, place, text) : item;
}

/** Bytes that are no UTF-8 have become U+FFFD: harmless in what is not used, but not in the value. */
function textual(
  item: Extract<RecordingItem, { kind: "message" }>,
  place: { readonly file: string; readonly line: number },
  text: string,
): typeof item | RejectedLine {
  if (typeof item.payload !== "string" || !item.payload.includes("\u{FFFD}")) return item;
  return rejectedLine(place, "payload-not-utf8", "the line holds bytes that are not UTF-8", text);
}
