import type { LogPosition } from "@tocsin/log";
import type { StoredPartition } from "./stored-partition.ts";

export interface StoredTransaction {
  readonly identity: string;
  outcome: "open" | "committed" | "aborted";
  /** In the order in which they were first written to. */
  readonly partitions: Set<StoredPartition>;
  /** Offsets of groups that move when it commits. */
  readonly offsets: { readonly group: string; readonly positions: readonly LogPosition[] }[];
}

/** A transactional identity. Who holds an older epoch is fenced. */
export interface StoredIdentity {
  readonly name: string;
  epoch: number;
  open: StoredTransaction | null;
  /** Resolves when every marker of its decided transactions is written. */
  settled: Promise<void>;
}

export function openTransaction(identity: string): StoredTransaction {
  return { identity, outcome: "open", partitions: new Set(), offsets: [] };
}
