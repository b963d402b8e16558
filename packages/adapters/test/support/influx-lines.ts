/** A point as line protocol has it. Whole numbers are bigints. */
export interface ParsedLine {
  readonly measurement: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, number | bigint | boolean | string>>;
  readonly nanoseconds: bigint;
}

interface Cursor {
  readonly text: string;
  at: number;
}

/**
 * Reads one line by the published grammar (InfluxData, "Line protocol"), written apart from the encoder: in names and
 * tag values a backslash escapes a comma, an equals sign or a space and is itself otherwise; in strings it escapes a
 * quote or a backslash. Throws where the grammar does not hold.
 */
export function parseLine(text: string): ParsedLine {
  const cursor: Cursor = { text, at: 0 };
  const measurement = word(cursor, ", ");
  const tags: [string, string][] = [];
  while (peek(cursor) === ",") {
    cursor.at += 1;
    const name = word(cursor, "=, ");
    expectCharacter(cursor, "=");
    tags.push([name, word(cursor, ", =")]);
  }
  expectCharacter(cursor, " ");
  const fields: [string, number | bigint | boolean | string][] = [];
  do {
    if (peek(cursor) === ",") cursor.at += 1;
    const name = word(cursor, "=, ");
    expectCharacter(cursor, "=");
    fields.push([name, fieldValue(cursor)]);
  } while (peek(cursor) === ",");
  expectCharacter(cursor, " ");
  const rest = text.slice(cursor.at);
  if (!/^-?\d+$/.test(rest)) throw new Error(`no timestamp: ${JSON.stringify(rest)}`);
  return {
    measurement,
    tags: Object.fromEntries(tags),
    fields: Object.fromEntries(fields),
    nanoseconds: BigInt(rest),
  };
}

const peek = ({ text, at }: Cursor): string => text[at] ?? "";

function expectCharacter(cursor: Cursor, character: string): void {
  if (peek(cursor) !== character) throw new Error(`no "${character}" at ${cursor.at} of ${cursor.text}`);
  cursor.at += 1;
}

function word(cursor: Cursor, ends: string): string {
  let read = "";
  while (cursor.at < cursor.text.length && !ends.includes(peek(cursor))) {
    const next = cursor.text[cursor.at + 1] ?? "";
    if (peek(cursor) === "\n") throw new Error(`a line break in a name: ${cursor.text}`);
    if (peek(cursor) === "\\" && (next === "," || next === "=" || next === " ")) cursor.at += 1;
    read += peek(cursor);
    cursor.at += 1;
  }
  if (read === "") throw new Error(`an empty name at ${cursor.at} of ${cursor.text}`);
  return read;
}

function fieldValue(cursor: Cursor): number | bigint | boolean | string {
  if (peek(cursor) === '"') return stringValue(cursor);
  const raw = /^[^, ]+/.exec(cursor.text.slice(cursor.at))?.[0] ?? "";
  cursor.at += raw.length;
  if (raw === "true" || raw === "false") return raw === "true";
  if (/^-?\d+i$/.test(raw)) return BigInt(raw.slice(0, -1));
  if (/^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(raw)) return Number(raw);
  throw new Error(`no value: ${raw}`);
}

function stringValue(cursor: Cursor): string {
  cursor.at += 1;
  let read = "";
  while (peek(cursor) !== '"') {
    if (cursor.at >= cursor.text.length) throw new Error(`a string without an end: ${cursor.text}`);
    const next = cursor.text[cursor.at + 1] ?? "";
    if (peek(cursor) === "\\" && (next === '"' || next === "\\")) cursor.at += 1;
    read += peek(cursor);
    cursor.at += 1;
  }
  cursor.at += 1;
  return read;
}
