import { TextDecoder } from "node:util";
import { type Unpacking, unpacked } from "./gunzipped.ts";

/** A line without its line break. */
export interface TextLine {
  /**
   * `cut`: the file is damaged and ends in or after this line, whose text must not be used.
   * `too-long`: the text is only the beginning.
   */
  readonly kind: "line" | "too-long" | "cut";
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** What is wrong, for `cut`. */
  readonly reason?: string;
}

/** No row of a status monitor comes near; the limit bounds memory where a line break is missing. */
const longestLine = 65_536;

/**
 * Lines of plain or gzip bytes, a batch per chunk, of UTF-8 or, where its first characters show it, UTF-16. Bytes that are no
 * text become U+FFFD; a byte order mark is dropped.
 */
export async function* textLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly TextLine[]> {
  const unpacking: Unpacking = { damage: null };
  let decoder: TextDecoder | null = null;
  const open = { text: "", number: 1, overflowed: false };
  for await (const chunk of unpacked(chunks, unpacking)) {
    decoder ??= new TextDecoder(encodingOf(chunk), { ignoreBOM: true });
    yield closedLines(decoder.decode(chunk, { stream: true }), open);
  }
  yield closedLines(decoder?.decode() ?? "", open);
  if (unpacking.damage !== null) {
    yield [{ kind: "cut", number: open.number, text: open.text, reason: unpacking.damage }];
  } else if (open.text !== "") {
    yield [closed(open)];
  }
}

/** By its byte order mark, or by the zero in one of the two bytes of its first character. */
function encodingOf([first, second]: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  if ((first === 0xff && second === 0xfe) || (first !== undefined && first !== 0 && second === 0))
    return "utf-16le";
  return (first === 0xfe && second === 0xff) || (first === 0 && second !== undefined && second !== 0)
    ? "utf-16be"
    : "utf-8";
}

interface OpenLine {
  text: string;
  number: number;
  overflowed: boolean;
}

function closedLines(text: string, open: OpenLine): readonly TextLine[] {
  const lines: TextLine[] = [];
  const pieces = text.split("\n");
  for (const [index, piece] of pieces.entries()) {
    open.overflowed ||= open.text.length + piece.length > longestLine;
    open.text += open.overflowed ? piece.slice(0, Math.max(0, longestLine - open.text.length)) : piece;
    if (index === pieces.length - 1) break;
    lines.push(closed(open));
    open.text = "";
    open.number += 1;
    open.overflowed = false;
  }
  return lines;
}

function closed({ text, number, overflowed }: OpenLine): TextLine {
  if (overflowed) return { kind: "too-long", number, text };
  const marked = number === 1 ? text.replace(/^\uFEFF/, "") : text;
  return { kind: "line", number, text: marked.endsWith("\r") ? marked.slice(0, -1) : marked };
}
