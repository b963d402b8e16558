import type { AppendedRecord } from "@tocsin/core";

/** Chooses partitions for records that name none: by the key's hash, and by turns without a key. */
export function partitionChooser(): (record: AppendedRecord, count: number) => number {
  let turn = 0;
  return (record, count) => {
    if (record.partition !== undefined) return record.partition;
    if (record.key !== null) return hashText(record.key) % count;
    turn += 1;
    return (turn - 1) % count;
  };
}

/** FNV-1a of 32 bits, over UTF-16 units. Source: http://www.isthe.com/chongo/tech/comp/fnv/ */
function hashText(text: string): number {
  const offsetBasis = 0x811c9dc5;
  const prime = 0x01000193;
  let hash = offsetBasis;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), prime);
  return hash >>> 0;
}
