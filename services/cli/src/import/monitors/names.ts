/** A name for each of these, by its key: its own, or its own with what tells it apart where others have the same. */
export function namesApart<Key>(
  all: readonly (readonly [key: Key, name: string, apart: string])[],
): ReadonlyMap<Key, string> {
  const often = new Map<string, number>();
  for (const [, name] of all) often.set(name, (often.get(name) ?? 0) + 1);
  return new Map(all.map(([key, name, apart]) => [key, (often.get(name) ?? 0) > 1 ? apart : name]));
}
