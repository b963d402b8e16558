/** A text that fits all patterns by what they stand for. */
export type Matches = (text: string) => boolean;

/**
 * Whether a text fits one of the patterns, in which `*` stands for any characters and `?` for one.
 *
 * @example matcherOf("5*")("503") === true
 * @example matcherOf("?*")("") === false
 */
export function matcherOf(pattern: string | readonly string[]): Matches {
  const all = (typeof pattern === "string" ? [pattern] : pattern).map(one);
  const [first] = all;
  return all.length === 1 && first !== undefined ? first : (text) => all.some((matches) => matches(text));
}

function one(pattern: string): Matches {
  if (!/[*?]/.test(pattern)) return (text) => text === pattern;
  return (text) => fits(pattern, text);
}

/** Without going back further than to the last `*`: O(pattern * text), whatever they are. */
function fits(pattern: string, text: string): boolean {
  let [at, read] = [0, 0];
  let star = -1;
  let resumed = 0;
  while (read < text.length) {
    if (pattern[at] === "?" || (pattern[at] === text[read] && pattern[at] !== "*")) {
      at += 1;
      read += 1;
    } else if (pattern[at] === "*") {
      star = at;
      at += 1;
      resumed = read;
    } else if (star >= 0) {
      at = star + 1;
      resumed += 1;
      read = resumed;
    } else {
      return false;
    }
  }
  while (pattern[at] === "*") at += 1;
  return at === pattern.length;
}
