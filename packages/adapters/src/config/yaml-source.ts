import {
  type Document,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
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
  const document = parsed(text, lines);
  if (document === null) {
    return { kind: "faulty", faults: [syntaxFault(file, { line: 1, column: 1 }, deepWords)] };
  }
  const faults = syntaxErrors(document).map(({ offset, message }) =>
    syntaxFault(file, positionAt(lines, offset), message),
  );
  if (faults.length > 0) return { kind: "faulty", faults };
  const top = document.contents;
  if (top === null || (isScalar(top) && top.value === null))
    return { kind: "faulty", faults: [emptyFault(file)] };
  const unusable = namedAsWritten(document).map(({ offset, message }) =>
    syntaxFault(file, positionAt(lines, offset), message),
  );
  if (unusable.length > 0) return { kind: "faulty", faults: unusable };
  try {
    const value: unknown = document.toJS({ maxAliasCount: maxAliases });
    return { kind: "source", file, value, position: positionIn(lines, top) };
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

/** No file of ours has a tenth of it; walking down a deeper one would end the stack somewhere. */
const maxDepth = 100;
const deepWords = `what is nested more than ${maxDepth} levels deep is not read`;

/** Null for what is nested deeper than the parser itself can follow. */
function parsed(text: string, lineCounter: LineCounter): Document.Parsed | null {
  try {
    // Keys that come twice are found below: the parser compares each with all before it.
    return parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** What is wrong in the text, and at which offset. */
interface TextError {
  readonly offset: number;
  readonly message: string;
}

/** The parser's own errors; of text in which it lost itself by its depth that alone. */
function syntaxErrors({ errors }: Document.Parsed): readonly TextError[] {
  const lost = errors.find(({ code }) => code === "RESOURCE_EXHAUSTION");
  if (lost !== undefined) return [{ offset: lost.pos[0], message: deepWords }];
  return errors.map(({ pos, message, code }) => ({ offset: pos[0], message: discreet(message, code) }));
}

/** Makes every key the text that is written. Gives that of which no object can be made. */
function namedAsWritten(document: Document.Parsed): readonly TextError[] {
  const errors: TextError[] = [];
  const isTooDeep = (node: Node, ancestors: readonly unknown[]): boolean => {
    if (ancestors.filter(isCollection).length < maxDepth) return false;
    errors.push({ offset: startOf(node) ?? 0, message: deepWords });
    return true;
  };
  visit(document, {
    Seq: (_, node, ancestors) => (isTooDeep(node, ancestors) ? visit.BREAK : undefined),
    Map: (_, node, ancestors) => {
      if (isTooDeep(node, ancestors)) return visit.BREAK;
      errors.push(...keysAsWritten(node));
      return undefined;
    },
  });
  return errors;
}

function keysAsWritten({ items }: YAMLMap): readonly TextError[] {
  const errors: TextError[] = [];
  const seen = new Set<string>();
  for (const { key } of items) {
    const written = writtenKey(key);
    const offset = startOf(key) ?? 0;
    if (written === null) {
      // The parser would print it as it stands, and it may hold a secret.
      if (key !== null) errors.push({ offset, message: "a key must be a single value" });
      continue;
    }
    if (written === "__proto__") errors.push({ offset, message: "__proto__ cannot be a key" });
    else if (seen.has(written)) errors.push({ offset, message: "Map keys must be unique" });
    seen.add(written);
    if (isScalar(key) && written !== "") key.value = written;
  }
  return errors;
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

/** Finds places by their path. What was looked into once is found at once the next time. */
function positionIn(lines: LineCounter, top: Node): YamlSource["position"] {
  const pairsOf = new Map<YAMLMap, ReadonlyMap<string, Pair>>();
  const pairIn = (map: YAMLMap, step: string | number): Pair | undefined => {
    let pairs = pairsOf.get(map);
    if (pairs === undefined) {
      pairs = new Map(map.items.flatMap((pair) => named(pair) ?? []));
      pairsOf.set(map, pairs);
    }
    return pairs.get(String(step).normalize("NFC"));
  };
  return (path, part = "value") => {
    let node: unknown = top;
    let offset = startOf(top) ?? 0;
    for (const step of path) {
      const pair = isMap(node) ? pairIn(node, step) : undefined;
      const child: unknown = isSeq(node) && typeof step === "number" ? node.items[step] : pair?.value;
      const keyOffset = startOf(pair?.key);
      if (pair === undefined && child === undefined) break;
      const valueOffset = startOf(child);
      offset = (part === "key" ? (keyOffset ?? valueOffset) : (valueOffset ?? keyOffset)) ?? offset;
      node = child;
    }
    return positionAt(lines, offset);
  };
}

function named(pair: Pair): readonly [readonly [string, Pair]] | null {
  const name = writtenKey(pair.key);
  return name === null ? null : [[name, pair]];
}

function startOf(node: unknown): number | null {
  const range = (node as { range?: readonly number[] | null } | null | undefined)?.range;
  return range?.[0] ?? null;
}
