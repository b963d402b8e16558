/** An object that was read from somewhere, of which nothing is known. */
export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** What the object itself has; a decoded message gives a default for each field that it does not have. */
export const own = (fields: Fields, name: string): unknown =>
  Object.hasOwn(fields, name) ? fields[name] : undefined;

export const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** A number as it is, as the text of one, or in two halves of 32 bits; NaN for anything else. */
export function numberOf(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "string") return value.trim() === "" ? Number.NaN : Number(value);
  const halves = fieldsOf(value);
  if (halves === null) return Number.NaN;
  const { low, high, unsigned } = halves;
  if (typeof low !== "number" || typeof high !== "number") return Number.NaN;
  return (unsigned === true ? high >>> 0 : high) * 2 ** 32 + (low >>> 0);
}

/** The JSON value of the bytes; undefined where they are none, for null is one. */
export function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    return undefined;
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** A text or a number as text; empty for all else: a list in lists without end, or an object that names `toString`, has none. */
export const writtenValue = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";
