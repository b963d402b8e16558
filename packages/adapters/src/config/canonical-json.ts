/**
 * JSON in which equal values have equal texts: keys sorted by code unit, no white space, keys without a value left out.
 * Numbers and strings are written as `JSON.stringify` does. (The idea of RFC 8785, for values that came from JSON or YAML.)
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}
