import { type Columns, int32, keepRows, type Table } from "../stats/table.ts";

/** A table of which each row belongs to a series, as `series` says; -1: it is free. */
const ownedSpec = { series: int32(-1) } as const;

/**
 * Series were dropped: rows of theirs go, and free ones with them; the others belong to the new number of their series.
 * `rows`: which row each series has, followed here.
 */
export function keepOwners(
  table: Table<typeof ownedSpec>,
  rows: Map<number, number>,
  rowOf: (series: number) => number | undefined,
): void {
  const { series }: Columns<typeof ownedSpec> = table.columns;
  const kept: number[] = [];
  const owners: number[] = [];
  for (let row = 0; row < table.rows; row += 1) {
    const owner = series[row]! < 0 ? undefined : rowOf(series[row]!);
    if (owner === undefined) continue;
    kept.push(row);
    owners.push(owner);
  }
  keepRows(table, kept);
  table.columns.series.set(owners);
  rows.clear();
  owners.forEach((owner, row) => rows.set(owner, row));
}
