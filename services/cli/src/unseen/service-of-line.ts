/** Longer names and keys are no names of services. */
const longestName = 200;

type Fields = Readonly<Record<string, unknown>>;

/**
 * The service that a refused line was about, as far as can be told: that of its reading, else its key, which producers
 * set to the service. Null where neither can be read. `raw` may be cut off or not be JSON at all.
 */
export function serviceOfLine(raw: string): string | null {
  const line = objectOf(raw);
  if (line === null) return nameOrNull(keyIn(raw));
  const { payload } = line;
  const value = typeof payload === "string" ? objectOf(payload) : payload;
  return nameOrNull((value as Fields | null | undefined)?.["service"] ?? line["service"] ?? line["key"]);
}

function objectOf(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Fields) : null;
  } catch {
    return null;
  }
}

/** The key of a line that is no JSON, such as one that breaks off. */
function keyIn(raw: string): unknown {
  const quoted = /"key"\s*:\s*("(?:[^"\\]|\\.){1,400}")/.exec(raw)?.[1];
  if (quoted === undefined) return null;
  try {
    return JSON.parse(quoted);
  } catch {
    return null;
  }
}

const nameOrNull = (value: unknown): string | null =>
  typeof value === "string" && value !== "" && value.length <= longestName ? value : null;
