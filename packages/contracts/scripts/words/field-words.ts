/** What is said of a field in the JSON Schemas, where its zod schema does not say it. */
export interface FieldWords {
  readonly says?: string;
  /** Of a number: what one of it is. */
  readonly unit?: string;
  /** Where none stands in the examples of the contracts. */
  readonly example?: unknown;
}

/**
 * Words by field: the end of its path, without marks of lists, such as `services.onset` or `onset`; the longest that fits
 * counts. A path that begins with the id of a schema and a colon is that of this schema alone, from its root.
 */
export type WordTable = Readonly<Record<string, FieldWords>>;

/** The words for a field, from its own schema first. */
export function wordsFor(table: WordTable, id: string, path: readonly string[]): FieldWords {
  const own = table[`${id}:${path.join(".")}`];
  if (own !== undefined) return own;
  for (let from = 0; from < path.length; from += 1) {
    const found = table[path.slice(from).join(".")];
    if (found !== undefined) return found;
  }
  return {};
}
