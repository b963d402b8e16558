import type { RandomSource } from "@tocsin/worlds/random";
import { below, type Breed, chance, longestInput, pick, rarely, repeats } from "./breed.ts";

/** What a line, a cell or a number is made of; punctuation and words, each by itself. */
const pieces = /\r?\n|[ \t]+|[\p{L}\p{N}_.+-]+|[^]/gu;

const oddPieces = [
  "",
  " ",
  "\n",
  "\r\n",
  "\t",
  "\u0000",
  "\u{FEFF}",
  "\u{FFFD}",
  "\\",
  '"',
  '""',
  "'",
  ",",
  ";",
  "=",
  "{",
  "}",
  "[",
  "]",
  "#",
  ":",
  "&a",
  "*a",
  "|",
  ">",
  "!!",
  "---",
  "%",
  "<<",
  "NaN",
  "+Inf",
  "-Inf",
  "-0",
  "1e999",
  "0x10",
  "99999999999999999999",
  "-9223372036854775808",
  "1.7976931348623157e308",
  "e\u0301",
  "\u{1F600}",
  "__proto__",
];

/** Text with pieces changed, cut out, doubled, moved, or taken from another input. */
export function breedText(words: readonly string[]): Breed {
  return (parent, other, random) => {
    const text = Buffer.from(parent).toString("utf8");
    const parts = text.match(pieces) ?? [];
    const otherParts = Buffer.from(other).toString("utf8").match(pieces) ?? [""];
    do change(parts, { words, otherParts, random });
    while (chance(random, 0.5));
    return Buffer.from(parts.join("").slice(0, chance(random, rarely) ? 16 * longestInput : longestInput));
  };
}

interface How {
  readonly words: readonly string[];
  readonly otherParts: readonly string[];
  readonly random: RandomSource;
}

function change(parts: string[], { words, otherParts, random }: How): void {
  const at = below(random, parts.length + 1);
  const length = pick(random, [1, 1, 2, 5, below(random, 20) + 1]);
  switch (below(random, 8)) {
    case 0:
      parts.splice(at, length);
      break;
    case 1:
      parts.splice(at, 0, ...parts.slice(at, at + length));
      break;
    case 2:
      parts.splice(at, 1, pick(random, oddPieces));
      break;
    case 3:
      parts.splice(at, 0, pick(random, words));
      break;
    case 4:
      parts.splice(at, 1, pick(random, words));
      break;
    case 5: {
      const from = below(random, otherParts.length);
      parts.splice(at, chance(random, 0.5) ? length : 0, ...otherParts.slice(from, from + length));
      break;
    }
    case 6:
      parts.splice(below(random, parts.length + 1), 0, ...parts.splice(at, length));
      break;
    default:
      if (chance(random, 20 * rarely))
        parts[at] = (parts[at] ?? pick(random, oddPieces)).repeat(repeats(random));
      else parts.splice(at, 1, numberText(parts[at], random));
  }
}

function numberText(part: string | undefined, random: RandomSource): string {
  const number = Number(part);
  if (part === undefined || Number.isNaN(number)) return String(below(random, 2 ** 31));
  return String(pick(random, [-number, number + 1, number * 1000, number / 1000, number / 3]));
}
