import type { AppendedRecord } from "@tocsin/log";

/** Chooses partitions for records that name none: by the key's hash, and by turns without a key. */
export function partitionChooser(): (record: AppendedRecord, count: number) => number {
  let turn = 0;
  return (record, count) => {
    if (record.partition !== undefined) return record.partition;
    if (record.key !== null) return hashBytes(Buffer.from(record.key)) % count;
    turn += 1;
    return (turn - 1) % count;
  };
}

/** FNV-1a of 32 bits. Source: http://www.isthe.com/chongo/tech/comp/fnv/ */
function hashBytes(bytes: Uint8Array): number {
  const offsetBasis = 0x811c9dc5;
  const prime = 0x01000193;
  let hash = offsetBasis;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, prime);
  return hash >>> 0;
}
