/** What no sink may take for a command or a mark: control and format characters, and what markup is made of. */
const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}<>`*|\\[\]{}~^$"]/gu;

/** A name as it may stand in any sink, cut to so many characters. */
export function plain(name: string, most: number): string {
  return cut(name.replace(unsafe, "?"), most);
}

/** The text with so many UTF-16 units at most; no character is cut in two. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  let kept = "";
  for (const character of text) {
    if (kept.length + character.length > most - 1) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/** How names are listed: so many of them, each so long at most. */
export interface Room {
  readonly names: number;
  readonly nameLength: number;
}

/** `a`, `a and b`, `a, b and 3 more`. */
export function listed(names: readonly string[], { names: most, nameLength }: Room, word = "and"): string {
  const shown = names
    .slice(0, names.length <= most + 1 ? most + 1 : most)
    .map((name) => plain(name, nameLength));
  const rest = names.length - shown.length;
  const last = rest > 0 ? `${rest} more` : shown.pop();
  return shown.length === 0 ? (last ?? "nobody") : `${shown.join(", ")} ${word} ${last!}`;
}
