import { howToRead, otherFormat } from "../wire/other-format.ts";
import { otherText } from "../wire/other-text.ts";

/** How a recording is cut: by lines, or by JSON objects that may have several lines each. Or why it is not read at all. */
export type Shape =
  | { readonly kind: "lines" }
  | { readonly kind: "values" }
  | { readonly kind: "other-format"; readonly reason: string };

const lines: Shape = { kind: "lines" };
const values: Shape = { kind: "values" };

const refused = (format: string, help: string): Shape => ({
  kind: "other-format",
  reason: `it is ${format}; ${help}`,
});

const refusedAs = (format: string): Shape => refused(format, howToRead(format));

/** The shape of a recording, by its first bytes; what is not known is taken for lines, each of which is judged alone. */
export function shapeOf(firstBytes: Uint8Array): Shape {
  const bytes = Buffer.from(firstBytes.buffer, firstBytes.byteOffset, Math.min(firstBytes.length, 65_536));
  if (isUtf16(bytes)) return refused("UTF-16 text", "turn it into UTF-8 (iconv -f UTF-16 -t UTF-8 FILE)");
  const text = bytes.toString("utf8").replace(/^\u{FEFF}/u, "");
  const shape = shapeOfJson(text);
  if (shape !== null) return shape;
  const rows = text.split("\n").map((row) => row.trim());
  if (rows.some((row) => row.startsWith("{"))) return lines;
  return shapeOfText(rows.filter((row) => row !== "")) ?? lines;
}

/** With a byte order mark, or with every second byte of its first characters zero. */
function isUtf16(bytes: Buffer): boolean {
  const [first, second, third, fourth] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  return (
    bytes.length >= 4 &&
    ((first !== 0 && second === 0 && third !== 0 && fourth === 0) ||
      (first === 0 && second !== 0 && third === 0 && fourth !== 0))
  );
}

/** `[` and an object; or `{` alone on its line and a name on the next, as `jq` prints. */
const beginsArray = /^\s*\[\s*(?:\{|\]|$)/;
const beginsObject = /^\s*\{[ \t\r]*\n\s*(?:"|\}|$)/;

function shapeOfJson(text: string): Shape | null {
  const recorded = recordingFormat(text);
  if (recorded !== null && recorded !== 1) return refused(`a recording of format ${recorded}`, readsFormat);
  const format = formatOfFirst(text);
  if (format !== null) return refusedAs(format);
  return beginsArray.test(text) || beginsObject.test(text) ? values : null;
}

const readsFormat =
  "this version reads format 1: read it with the version that wrote it, or with a newer one";

/** The number in the header of a recording; null where the first line is none. */
function recordingFormat(text: string): number | null {
  const written = /^\s*\{\s*"tocsinRecording"\s*:\s*([0-9]{1,9})\s*[,}]/.exec(text)?.[1];
  return written === undefined ? null : Number(written);
}

/** What the first JSON value is, by itself where it is whole, and else by the names that it begins with. */
function formatOfFirst(text: string): string | null {
  if (!/^\s*[[{]/.test(text)) return null;
  const [first, second] = text.split("\n").filter((row) => row.trim() !== "");
  try {
    const format = formatOfRow(first as string);
    return format !== null && isLikeFirst(second) ? format : null;
  } catch {
    const begin = text.slice(0, 4096);
    if (/^\s*\{\s*"resource(?:Metrics|Logs|Spans)"\s*:/.test(begin)) return "OpenTelemetry (OTLP JSON)";
    return /^\s*\{\s*"status"\s*:\s*"\w+"\s*,\s*"data"\s*:\s*\{\s*"resultType"/.test(begin)
      ? "a Prometheus query result"
      : null;
  }
}

/** Throws where the row is no whole JSON value. */
function formatOfRow(row: string): string | null {
  const value: unknown = JSON.parse(row);
  return otherFormat(Array.isArray(value) ? value[0] : value);
}

/** A single line of another format in front of a recording costs itself alone. A row that is cut tells nothing. */
function isLikeFirst(row: string | undefined): boolean {
  if (row === undefined) return true;
  try {
    return formatOfRow(row) !== null;
  } catch {
    return true;
  }
}

const readsTables =
  "tocsin import csv reads tables, and tocsin import status-csv the rows that a status monitor writes on change";

function shapeOfText(rows: readonly string[]): Shape | null {
  const [first, second] = rows;
  if (first === undefined) return null;
  const format = otherText(first);
  if (format !== null)
    return refused(format, format.startsWith("a web page") ? savesThePage : howToRead(format));
  return isTable(first, second) ? refused("a table (CSV)", readsTables) : null;
}

const savesThePage = "save the data itself, not the page that shows it";

/** A header of at least two plain names, and a row of as many cells. */
function isTable(header: string, row: string | undefined): boolean {
  if (!/^"?[A-Za-z_][\w .()/-]*"?(?:[,;\t]"?[A-Za-z_][\w .()/-]*"?)+$/.test(header)) return false;
  const cells = (text: string): number => text.split(/[,;\t]/).length;
  return row === undefined || cells(row) >= cells(header);
}
