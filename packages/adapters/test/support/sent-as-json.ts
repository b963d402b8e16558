/** What JSON makes of a value: what the checks are given. Infinities become numbers that no double can hold. */
export function sentAsJson(value: unknown): Record<string, unknown> {
  const numbers = (_: string, part: unknown): unknown =>
    typeof part === "number" && !Number.isFinite(part) ? `number ${part > 0 ? "1e400" : "-1e400"}` : part;
  return JSON.parse(JSON.stringify(value, numbers).replaceAll(/"number (-?1e400)"/g, "$1")) as Record<
    string,
    unknown
  >;
}
