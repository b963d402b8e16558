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
  const name = cut(allowed.replace(/^[ -]+/, ""), maxNameBytes).replace(/[ -]+$/, "");
  return name === "" ? null : name;
}

/** `name`, or the first of `name-2`, `name-3`, … that is not taken. */
export function untakenName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  for (let number = 2; ; number += 1) {
    const suffix = `-${number}`;
    const candidate = `${cut(name, maxNameBytes - suffix.length)}${suffix}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** The longest beginning that has no more bytes in UTF-8. */
function cut(text: string, mostBytes: number): string {
  let kept = "";
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > mostBytes) break;
    kept += character;
  }
  return kept;
}
