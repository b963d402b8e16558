import {
  type Document,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
} from "yaml";
import type { ConfigFault, ConfigPath, FilePosition } from "./config-fault.ts";

/** A parsed file that still knows where everything stands. */
export interface YamlSource {
  readonly kind: "source";
  readonly file: string;
  readonly value: unknown;
  /** Where a value stands; where it is missing, the innermost value around it. `key`: where its key stands. */
  position(path: ConfigPath, part?: "value" | "key"): FilePosition;
}

export type YamlText = YamlSource | { readonly kind: "faulty"; readonly faults: readonly ConfigFault[] };

/** Aliases may not blow a small file up. */
const maxAliases = 100;

/**
 * Parses YAML 1.2 or JSON, which is part of it. Never throws. Keys are what is written, also without quotes: `1.10` is
 * no number and `null` no nothing there. Two that differ in Unicode's normal form alone are one key.
 */
export function parseYaml(text: string, file: string): YamlText {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: isSameKey });
  const faults = document.errors.map((error) =>
    syntaxFault(file, positionAt(lines, error.pos[0]), discreet(error.message, error.code)),
  );
  if (faults.length > 0) return { kind: "faulty", faults };
  const top = document.contents;
  if (top === null || (isScalar(top) && top.value === null))
    return { kind: "faulty", faults: [emptyFault(file)] };
  const unusable = namedAsWritten(document);
  if (unusable !== null) {
    const position = positionAt(lines, unusable);
    return { kind: "faulty", faults: [syntaxFault(file, position, "__proto__ cannot be a key")] };
  }
  try {
    const value: unknown = document.toJS({ maxAliasCount: maxAliases });
    return { kind: "source", file, value, position: (path, part) => find(lines, top, path, part ?? "value") };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: "faulty", faults: [syntaxFault(file, { line: 1, column: 1 }, discreet(message))] };
  }
}

/** A key without its YAML type; null for one that is no single value. */
function writtenKey(key: unknown): string | null {
  if (!isScalar(key)) return null;
  const { value, source } = key;
  return (typeof value === "string" ? value : (source ?? String(value))).normalize("NFC");
}

function isSameKey(one: unknown, other: unknown): boolean {
  return one === other || (writtenKey(one) !== null && writtenKey(one) === writtenKey(other));
}

/** Makes every key the text that is written. Gives the offset of a key of which no object can be made, else null. */
function namedAsWritten(document: Document.Parsed): number | null {
  let unusable: number | null = null;
  visit(document, {
    Pair: (_, { key }) => {
      const written = writtenKey(key);
      if (isScalar(key) && written !== null && written !== "") key.value = written;
      if (written === "__proto__") unusable ??= startOf(key) ?? 0;
    },
  });
  return unusable;
}

/** Of these the parser's words hold a piece of the file. */
const wordsByCode: Readonly<Record<string, string>> = {
  BAD_DQ_ESCAPE: "Invalid escape sequence",
  BAD_DIRECTIVE: "Invalid directive",
  BAD_COLLECTION_TYPE: "The tag does not fit the value",
  TAG_RESOLVE_FAILED: "Unresolved tag",
};

/**
 * The parser's words without what they quote of the file: an unquoted password that begins with `*` is an alias to
 * YAML, one with `!` a tag, one with `|` the head of a block.
 */
function discreet(message: string, code = ""): string {
  return wordsByCode[code] ?? message.replace(/: .*$/s, "");
}

function syntaxFault(file: string, position: FilePosition, message: string): ConfigFault {
  return { code: "yaml-syntax", file, ...position, path: "", message };
}

function emptyFault(file: string): ConfigFault {
  return { code: "file-empty", file, line: 1, column: 1, path: "", message: "the file is empty" };
}

function positionAt(lines: LineCounter, offset: number): FilePosition {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function find(lines: LineCounter, top: Node, path: ConfigPath, part: "value" | "key"): FilePosition {
  let node: unknown = top;
  let offset = startOf(top) ?? 0;
  for (const step of path) {
    const pair: Pair | undefined = isMap(node)
      ? node.items.find((item) => keyOf(item) === String(step).normalize("NFC"))
      : undefined;
    const child: unknown = isSeq(node) && typeof step === "number" ? node.items[step] : pair?.value;
    const keyOffset = startOf(pair?.key);
    if (pair === undefined && child === undefined) break;
    const valueOffset = startOf(child);
    offset = (part === "key" ? (keyOffset ?? valueOffset) : (valueOffset ?? keyOffset)) ?? offset;
    node = child;
  }
  return positionAt(lines, offset);
}

function keyOf(item: unknown): string | null {
  return isPair(item) ? writtenKey(item.key) : null;
}

function startOf(node: unknown): number | null {
  const range = (node as { range?: readonly number[] | null } | null | undefined)?.range;
  return range?.[0] ?? null;
}
