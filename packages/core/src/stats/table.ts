/**
 * Numeric state of many rows in one typed array per column: compact (no object per row), fast to walk, and a
 * snapshot is a copy of the arrays. Rows are dense from 0.
 */
const arrays = {
  float64: Float64Array,
  float32: Float32Array,
  int32: Int32Array,
  uint8: Uint8Array,
} as const;

export type ColumnType = keyof typeof arrays;

export interface ColumnSpec {
  readonly type: ColumnType;
  /** Numbers per row. */
  readonly width: number;
  readonly initial: number;
}

export type TableSpec = Readonly<Record<string, ColumnSpec>>;

type ArrayOf<T extends ColumnType> = InstanceType<(typeof arrays)[T]>;

export type Columns<S extends TableSpec> = { [Name in keyof S]: ArrayOf<S[Name]["type"]> };

/** Columns that may only be read. */
export type ReadonlyColumns<S extends TableSpec> = { readonly [Name in keyof S]: ArrayLike<number> };

export interface Table<S extends TableSpec> {
  readonly spec: S;
  rows: number;
  capacity: number;
  columns: Columns<S>;
}

export interface TableSnapshot {
  readonly rows: number;
  /** Arrays of the type of their column, or plain ones of the same numbers. */
  readonly columns: Readonly<Record<string, ArrayLike<number>>>;
}

const column = <T extends ColumnType>(type: T, initial: number, width = 1) => ({ type, width, initial });

export const float64 = (initial = 0, width = 1) => column("float64", initial, width);
export const float32 = (initial = 0, width = 1) => column("float32", initial, width);
/** For counts: numbers of windows of a second do not fit from 2038 on. */
export const int32 = (initial = 0, width = 1) => column("int32", initial, width);
export const uint8 = (initial = 0, width = 1) => column("uint8", initial, width);

/** Columns with room for `capacity` rows; those from row `fresh` on begin with the initial values, those before are written next. */
function allocate(spec: TableSpec, capacity: number, fresh: number): Record<string, ArrayOf<ColumnType>> {
  const columns: Record<string, ArrayOf<ColumnType>> = {};
  for (const [name, { type, width, initial }] of Object.entries(spec)) {
    const column = new arrays[type](capacity * width);
    // Memory that is 0 already is not touched: what is never written to costs nothing.
    columns[name] = initial === 0 ? column : column.fill(initial, fresh * width);
  }
  // An object filled by computed keys stays a dictionary in V8; its copy has fast properties, which every pass reads.
  return { ...columns };
}

/** Every column of the table must be in the snapshot, and no other: a part that starts afresh would go unnoticed. */
function fill(spec: TableSpec, columns: Record<string, ArrayOf<ColumnType>>, snapshot: TableSnapshot): void {
  for (const name of new Set([...Object.keys(spec), ...Object.keys(snapshot.columns)])) {
    const values = snapshot.columns[name];
    if (values?.length !== snapshot.rows * (spec[name]?.width ?? Number.NaN)) {
      throw new RangeError(`snapshot column ${name} does not fit this version's table`);
    }
    columns[name]?.set(values);
  }
}

const roomFor = (rows: number): number => Math.max(16, rows);

export function createTable<S extends TableSpec>(spec: S, snapshot?: TableSnapshot): Table<S> {
  const capacity = roomFor(snapshot?.rows ?? 0);
  const columns = allocate(spec, capacity, snapshot?.rows ?? 0);
  if (snapshot !== undefined) fill(spec, columns, snapshot);
  return { spec, rows: snapshot?.rows ?? 0, capacity, columns: columns as Columns<S> };
}

/** Adds a row of initial values and returns its number. Arrays taken from `columns` before are stale after. */
export function addRow<S extends TableSpec>(table: Table<S>): number {
  if (table.rows === table.capacity) reserve(table, table.rows + 1);
  table.rows += 1;
  return table.rows - 1;
}

/** Small tables double; large ones grow by an eighth, so that little of what is held is room for rows that never come. */
const doublesTo = 1024;
const grownFrom = (capacity: number): number =>
  capacity < doublesTo ? 2 * capacity : capacity + Math.ceil(capacity / 8);

/** Makes room for so many rows at once, for where it is known how many come. Arrays taken from `columns` before may be stale after. */
export function reserve<S extends TableSpec>(table: Table<S>, rows: number): void {
  if (rows <= table.capacity) return;
  const capacity = Math.max(rows, grownFrom(table.capacity));
  const larger = allocate(table.spec, capacity, table.rows);
  for (const name of Object.keys(table.spec)) larger[name]?.set(table.columns[name] as ArrayOf<ColumnType>);
  table.columns = larger as Columns<S>;
  table.capacity = capacity;
}

/**
 * Keeps these rows alone, in this order: each moves to its position in `rows`. What is left is as a table of a snapshot of
 * them would be, its room included. Arrays taken from `columns` before are stale after.
 */
export function keepRows<S extends TableSpec>(table: Table<S>, rows: readonly number[]): void {
  const capacity = roomFor(rows.length);
  const kept = allocate(table.spec, capacity, rows.length);
  for (const [name, { width }] of Object.entries(table.spec)) {
    const from = table.columns[name] as ArrayOf<ColumnType>;
    const to = kept[name] as ArrayOf<ColumnType>;
    rows.forEach((row, position) => to.set(from.subarray(row * width, (row + 1) * width), position * width));
  }
  table.columns = kept as Columns<S>;
  table.capacity = capacity;
  table.rows = rows.length;
}

/** What stands in a row, by column, to be put back later. */
export type RowCopy = Readonly<Record<string, readonly number[]>>;

export function copyRow<S extends TableSpec>({ spec, columns }: Table<S>, row: number): RowCopy {
  const copy: Record<string, readonly number[]> = {};
  for (const [name, { width }] of Object.entries(spec)) {
    copy[name] = Array.from((columns[name] as ArrayOf<ColumnType>).subarray(row * width, (row + 1) * width));
  }
  return copy;
}

export function putRow<S extends TableSpec>({ spec, columns }: Table<S>, row: number, copy: RowCopy): void {
  for (const [name, { width }] of Object.entries(spec)) {
    (columns[name] as ArrayOf<ColumnType>).set(copy[name] as readonly number[], row * width);
  }
}

/**
 * A copy of all rows, for a structured clone: arrays of numbers are copied and written as their bytes, where a hundred
 * thousand rows of plain numbers would take seconds.
 */
export function snapshotTable<S extends TableSpec>(table: Table<S>): TableSnapshot {
  const columns: Record<string, ArrayLike<number>> = {};
  for (const [name, { width }] of Object.entries(table.spec)) {
    columns[name] = (table.columns[name] as ArrayOf<ColumnType>).slice(0, table.rows * width);
  }
  return { rows: table.rows, columns };
}

/** Bytes of one row over all columns. */
export function bytesPerRow(spec: TableSpec): number {
  return Object.values(spec).reduce(
    (sum, { type, width }) => sum + arrays[type].BYTES_PER_ELEMENT * width,
    0,
  );
}
