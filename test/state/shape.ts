/**
 * The form of plain data as lines `path: types`, sorted: what is there and of which type, not which value it has. Elements
 * of a list are of one form; a column of a table says how many numbers a row has.
 */
export function shapeOf(value: unknown): readonly string[] {
  const found = new Map<string, Set<string>>();
  add(found, "", value);
  return [...found].map(([path, types]) => `${path}: ${[...types].sort().join(" or ")}`).sort();
}

function add(found: Map<string, Set<string>>, path: string, value: unknown): void {
  const types = found.get(path) ?? new Set();
  found.set(path, types.add(typeOf(value)));
  if (Array.isArray(value)) {
    for (const element of value) add(found, `${path}[]`, element);
  } else if (isTable(value)) {
    add(found, `${path}.rows`, value.rows);
    for (const [name, numbers] of Object.entries(value.columns)) {
      found.set(`${path}.columns.${name}`, new Set([`${numbers.length / value.rows} numbers a row`]));
    }
  } else if (typeof value === "object" && value !== null) {
    for (const [name, element] of Object.entries(value)) add(found, `${path}.${name}`, element);
  }
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "list" : typeof value;
}

interface SomeTable {
  readonly rows: number;
  readonly columns: Readonly<Record<string, readonly number[]>>;
}

const isTable = (value: unknown): value is SomeTable =>
  typeof value === "object" && value !== null && "rows" in value && "columns" in value && value.rows !== 0;
