import { maxNameBytes, nameOf, notInNames } from "@tocsin/contracts";

/** Stands for a slash inside a name, for `/` separates service from operation: U+2215. */
export const innerSlash = "\u2215";

/**
 * A name from another tool made into one that Tocsin allows, or null where nothing of it is left. A slash becomes `∕`
 * (U+2215), runs of other characters that no name may hold become `-`, and what is too long, or stands at the ends then,
 * is cut off.
 *
 * @example validName("koj-co/upptime") === "koj-co\u2215upptime"
 * @example validName("Disney+") === "Disney+"
 */
export function validName(text: string): string | null {
  const whole = nameOf(text);
  if (whole !== null) return whole;
  const allowed = text.normalize("NFC").replaceAll("/", innerSlash).replace(notInNames, "-");
  const name = cutName(allowed.replace(/^[ -]+/, ""), maxNameBytes).replace(/[ -]+$/, "");
  return name === "" ? null : name;
}

/** The longest beginning that has no more bytes in UTF-8. */
export function cutName(text: string, mostBytes: number): string {
  let kept = "";
  let bytes = 0;
  for (const character of text) {
    bytes += bytesOf(character.codePointAt(0) as number);
    if (bytes > mostBytes) break;
    kept += character;
  }
  return kept;
}

function bytesOf(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x8_00) return 2;
  return codePoint < 0x1_00_00 ? 3 : 4;
}
