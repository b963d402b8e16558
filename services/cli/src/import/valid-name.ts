/** Longest name that the contracts allow. */
const longestName = 128;

/**
 * A name from another tool made into one that Tocsin allows, or null where nothing of it is left.
 * Accents are dropped, runs of other characters become `-`, and what stands at the ends is cut off.
 *
 * @example validName("koj-co/upptime") === "koj-co-upptime"
 * @example validName("Disney+") === "Disney"
 */
export function validName(text: string): string | null {
  const plain = text.normalize("NFKD").replace(/\p{Mark}+/gu, "");
  const allowed = plain.replace(/[^A-Za-z0-9._ -]+/g, "-");
  const name = allowed
    .replace(/^[^A-Za-z0-9]+/, "")
    .slice(0, longestName)
    .replace(/[ -]+$/, "");
  return name === "" ? null : name;
}

/** `name`, or the first of `name-2`, `name-3`, … that is not taken. */
export function untakenName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  for (let number = 2; ; number += 1) {
    const suffix = `-${number}`;
    const candidate = `${name.slice(0, longestName - suffix.length)}${suffix}`;
    if (!taken.has(candidate)) return candidate;
  }
}
