/** A sample as it is written on a line. */
export interface WrittenSample {
  readonly name: string;
  readonly labels: Map<string, string>;
  readonly value: string;
  readonly timestamp: string | null;
}

const nameAndRest = /^([a-zA-Z_:][a-zA-Z0-9_:.]*)(?=[\s{])\s*(.*)$/s;

/**
 * Name, labels, value and time of a line; null where it is none. What follows the time, such as an exemplar, is not read.
 *
 * @example readSample('up{job="a"} 1 1633361940')?.value === "1"
 */
export function readSample(line: string): WrittenSample | null {
  const [, name, afterName] = nameAndRest.exec(line) ?? [];
  if (name === undefined || afterName === undefined) return null;
  const labels = new Map<string, string>();
  const rest = afterName.startsWith("{") ? afterLabels(afterName, labels) : afterName;
  if (rest === null) return null;
  const [value, timestamp] = rest.trim().split(/\s+/);
  if (value === undefined || value === "") return null;
  return { name, labels, value, timestamp: timestamp === undefined || timestamp === "#" ? null : timestamp };
}

const oneLabel = /\s*([a-zA-Z_][a-zA-Z0-9_.]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(,|(?=\}))/y;

/** What stands behind the labels, which are put into the map; null where they do not end. */
function afterLabels(text: string, labels: Map<string, string>): string | null {
  oneLabel.lastIndex = 1;
  let at = 1;
  for (;;) {
    const found = oneLabel.exec(text);
    if (found === null) break;
    labels.set(found[1]!, unescaped(found[2]!));
    at = oneLabel.lastIndex;
  }
  const end = /^\s*\}/.exec(text.slice(at));
  return end === null ? null : text.slice(at + end[0].length);
}

const unescaped = (text: string): string =>
  text.includes("\\") ? text.replace(/\\(.)/g, (_whole, code: string) => (code === "n" ? "\n" : code)) : text;
