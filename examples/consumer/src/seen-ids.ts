/** Remembers the newest ids, so that an alert that comes again is known again. Memory is bounded by `most`. */
export function seenIds(most = 10_000): { readonly isNew: (id: string) => boolean } {
  const ids = new Set<string>();
  return {
    isNew(id) {
      if (ids.has(id)) return false;
      ids.add(id);
      const [oldest] = ids;
      if (ids.size > most && oldest !== undefined) ids.delete(oldest);
      return true;
    },
  };
}
