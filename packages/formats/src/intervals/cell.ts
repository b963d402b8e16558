import type { MappedField } from "@tocsin/contracts";
import type { BucketCounts } from "../point.ts";

/** What is counted in an interval; `observed` are the values of histograms. */
export type Counted = "requests" | "errors" | "delivered" | "undelivered" | "observed" | "reports";

/** What has a highest value in an interval, milliseconds. */
export type Highest = "oldestUndelivered" | "p50" | "p95" | "p99";

/** Buckets of one family, added up. */
export interface FamilyCounts {
  readonly layout: BucketCounts["layout"];
  /** A bound of the family in its own unit times this is milliseconds. */
  readonly toMs: number;
  total: number;
  readonly counts: Map<number, number>;
}

/**
 * One interval of one service, operation, region and source, while it is open. Shares of counts may be fractions; what was
 * not counted is null. An import of a year has half a million cells, most of them of requests: so a cell is small, and has
 * room for all else only where there is some.
 */
export interface Cell {
  readonly start: number;
  requests: number | null;
  errors: number | null;
  more: MoreCounts | null;
}

interface MoreCounts extends Record<Exclude<Counted, "requests" | "errors">, number | null> {
  /** Null as long as there is none. */
  highest: Map<Highest, number> | null;
  families: Map<string, FamilyCounts> | null;
}

export const countedFields: readonly Counted[] = [
  "requests",
  "errors",
  "delivered",
  "undelivered",
  "observed",
  "reports",
];

export const emptyCell = (start: number): Cell => ({ start, requests: null, errors: null, more: null });

/** What there may be of a cell beside requests and errors. */
export function moreOf(cell: Cell): MoreCounts {
  cell.more ??= {
    delivered: null,
    undelivered: null,
    observed: null,
    reports: null,
    highest: null,
    families: null,
  };
  return cell.more;
}

/** Added to zero, since a zero that is taken away or written with a minus would stand as -0, which JSON does not keep. */
export function count(cell: Cell, field: Counted, amount: number): void {
  if (field === "requests") {
    cell.requests = (cell.requests ?? 0) + amount;
  } else if (field === "errors") {
    cell.errors = (cell.errors ?? 0) + amount;
  } else {
    const more = moreOf(cell);
    more[field] = (more[field] ?? 0) + amount;
  }
}

/** Null where it was not counted. */
export function countedIn({ requests, errors, more }: Cell, field: Counted): number | null {
  if (field === "requests") return requests;
  if (field === "errors") return errors;
  return more === null ? null : more[field];
}

export function raise(cell: Cell, field: Highest, value: number): void {
  const more = moreOf(cell);
  more.highest ??= new Map();
  more.highest.set(field, Math.max(more.highest.get(field) ?? 0, value));
}

/** Adds `share` of the buckets; a negative share takes them away again. */
export function addBuckets(
  cell: Cell,
  { family, layout, counts }: BucketCounts,
  { share, total, toMs }: { readonly share: number; readonly total: number; readonly toMs: number },
): void {
  const key = `${toMs} ${family}`;
  const more = moreOf(cell);
  more.families ??= new Map();
  const sum: FamilyCounts = more.families.get(key) ?? { layout, toMs, total: 0, counts: new Map() };
  more.families.set(key, sum);
  sum.total += total * share;
  for (const [bound, amount] of counts) {
    sum.counts.set(bound, (sum.counts.get(bound) ?? 0) + amount * share);
  }
}

/** The counted field that a mapped field adds to, where it is one. */
export const countedField = (as: MappedField): Counted | null => {
  if (as === "latency") return "observed";
  if (as === "up" || as === "oldestUndelivered" || as === "p50" || as === "p95" || as === "p99") return null;
  return as;
};
