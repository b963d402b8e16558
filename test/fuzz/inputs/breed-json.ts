import type { RandomSource } from "@tocsin/worlds/random";
import { below, type Breed, chance, pick, rarely, repeats } from "./breed.ts";

/** What programs take for something else than it is. */
const oddValues: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  1,
  -1,
  0.1,
  1e-320,
  1e308,
  -1e308,
  2 ** 53 + 2,
  1e21,
  1_633_361_940,
  1_633_361_940_000,
  1_633_361_940_000_000,
  -62_135_596_800_000,
  8.64e15,
  "",
  " ",
  "0",
  "1e3",
  "NaN",
  "Infinity",
  "null",
  "__proto__",
  "constructor",
  "toString",
  "a".repeat(257),
  "\u0000",
  "\u{202E}",
  "\u{FEFF}",
  "\u{FFFD}",
  "\uD800",
  "e\u0301",
  "/",
  "a/b",
  "a∕b",
  "2021-10-04T15:40:00Z",
  "2021-10-04T24:00:60+23:59",
  "1970-01-01",
  "Europe/Berlin",
  [],
  {},
  [[]],
  [null],
];

const oddKeys = [
  "",
  "__proto__",
  "constructor",
  "hasOwnProperty",
  "toString",
  "valueOf",
  "toJSON",
  "then",
  "length",
  "0",
  "a\u0000b",
];

/** JSON with one place or a few changed: another value, another key, a place more or less, or a piece of another input. */
export function breedJson(words: readonly string[]): Breed {
  return (parent, other, random) => {
    const value = parsed(parent);
    if (value === undefined) return parent;
    let bred: unknown = value;
    do bred = changed(bred, { other, words, random }, chance(random, 0.3) ? 0 : 12);
    while (chance(random, 0.4));
    return Buffer.from(written(bred, random));
  };
}

/** JSON, or the YAML that is no JSON, on lines: each line is a document of its own. */
export function breedJsonLines(words: readonly string[]): Breed {
  const breed = breedJson(words);
  return (parent, other, random) => {
    const lines = Buffer.from(parent).toString("utf8").split("\n");
    const others = Buffer.from(other).toString("utf8").split("\n");
    const at = below(random, lines.length);
    lines[at] = Buffer.from(
      breed(Buffer.from(lines[at]!), Buffer.from(pick(random, others)), random),
    ).toString();
    if (chance(random, 0.2)) lines.splice(at, 0, pick(random, others));
    return Buffer.from(lines.join("\n"));
  };
}

interface How {
  readonly other: Uint8Array;
  readonly words: readonly string[];
  readonly random: RandomSource;
}

const parsed = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8")) as unknown;
  } catch {
    return undefined;
  }
};

/** Goes down by chance, at most so many levels, and changes what it meets there. */
function changed(value: unknown, how: How, levels: number): unknown {
  const { random } = how;
  if (levels === 0 || chance(random, 0.15)) return instead(value, how);
  if (Array.isArray(value)) return changedList(value as readonly unknown[], how, levels);
  if (typeof value === "object" && value !== null) return changedObject(value, how, levels);
  return typeof value === "string" ? changedText(value, how) : instead(value, how);
}

function changedList(list: readonly unknown[], how: How, levels: number): unknown {
  const { random } = how;
  const at = below(random, list.length + 1);
  const copy = [...list];
  const here = copy[at];
  switch (below(random, 6)) {
    case 0:
      copy.splice(at, 1);
      break;
    case 1:
      copy.splice(at, 0, here ?? fresh(how));
      break;
    case 2:
      copy.splice(at, 0, fresh(how));
      break;
    default:
      copy[Math.min(at, Math.max(0, copy.length - 1))] = changed(here, how, levels - 1);
  }
  return copy;
}

function changedObject(object: object, how: How, levels: number): unknown {
  const { random } = how;
  const entries = Object.entries(object) as [string, unknown][];
  const at = below(random, entries.length + 1);
  const entry = entries[at];
  switch (below(random, 8)) {
    case 0:
      entries.splice(at, 1);
      break;
    case 1:
      entries.push([chance(random, 0.8) ? word(how) : pick(random, oddKeys), fresh(how)]);
      break;
    case 2:
      if (entry !== undefined) entry[0] = word(how);
      break;
    case 3:
      if (entry !== undefined) entry[1] = pick(random, entries)[1];
      break;
    default:
      if (entry !== undefined) entry[1] = changed(entry[1], how, levels - 1);
  }
  // Not by assignment, for which `__proto__` is no key.
  return Object.fromEntries(entries);
}

/** JSON that stands in a text is changed as JSON. */
function changedText(text: string, how: How): unknown {
  const { random } = how;
  const inner = /^[[{]/.test(text) ? parsed(Buffer.from(text)) : undefined;
  if (inner !== undefined && chance(random, 0.8)) return JSON.stringify(changed(inner, how, 8));
  const at = below(random, text.length + 1);
  switch (below(random, 5)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + pick(random, how.words) + text.slice(at);
    case 2:
      return text.slice(0, at) + String.fromCharCode(below(random, 0x1_0000)) + text.slice(at);
    case 3:
      return chance(random, rarely) ? text.repeat(repeats(random)) : text.slice(at) + text.slice(0, at);
    default:
      return instead(text, how);
  }
}

function instead(value: unknown, how: How): unknown {
  const { random } = how;
  if (typeof value === "number" && chance(random, 0.4))
    return pick(random, [-value, value + 1, value * 1000, value / 1000, value + 0.5, String(value)]);
  if (chance(random, 0.1)) return [value];
  if (chance(random, rarely)) return nested(value, repeats(random));
  return fresh(how);
}

function nested(value: unknown, levels: number): unknown {
  let nest = value;
  for (let level = 0; level < levels; level += 1) nest = [nest];
  return nest;
}

/** A value that stood elsewhere, a word, or something odd. */
function fresh(how: How): unknown {
  const { random, other } = how;
  if (chance(random, 0.3)) return pieceOf(parsed(other), random) ?? null;
  return chance(random, 0.25) ? word(how) : pick(random, oddValues);
}

function pieceOf(value: unknown, random: RandomSource): unknown {
  if (typeof value !== "object" || value === null || chance(random, 0.2)) return value;
  const values = Object.values(value) as unknown[];
  return values.length === 0 ? value : pieceOf(pick(random, values), random);
}

const word = ({ words, random }: How): string => pick(random, words);

/** Nesting without end is written by hand: the platform's own writer ends its stack there. */
function written(value: unknown, random: RandomSource): string {
  try {
    return JSON.stringify(value, null, chance(random, 0.05) ? 1 : 0);
  } catch {
    const levels = repeats(random);
    return `${"[".repeat(levels)}${"]".repeat(levels)}`;
  }
}
