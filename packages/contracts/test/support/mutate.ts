import fc from "fast-check";

/** JSON values at the edges of what schemas tell apart: bounds, near-misses of formats, wrong types. */
const oddValues: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  1,
  -1,
  0.5,
  1e6,
  1_000_001,
  1e12,
  8.64e15,
  1e16,
  1e300,
  "",
  " ",
  "a",
  "-a",
  "a/b",
  "a/b/c",
  "a\n",
  "ä",
  "x".repeat(128),
  "x".repeat(129),
  "x".repeat(249),
  "x".repeat(250),
  "1",
  "1.0",
  "AAA=",
  "AAA",
  "A===",
  "2024-02-29T00:00:00Z",
  "2023-02-29T00:00:00Z",
  "2023-11-15T12:00Z",
  "2023-11-15T12:00:00",
  "2023-11-15T12:00:00.5Z",
  "2023-11-15T12:00:00+02:00",
  "2023-11-15T12:00:00+0200",
  "2023-11-15T23:59:60Z",
  "2023-11-15t12:00:00z",
  "2023-11-15",
  "2023-11-15T24:00:00Z",
  "2023-11-15T12:00:00-00:00",
  "2023-11-15T12:00:00+24:00",
  [],
  [null],
  {},
  { a: 1 },
  "open",
];

type Path = readonly (string | number)[];

/** The same value with one thing changed somewhere: replaced, removed, added or doubled. */
export function mutated(value: unknown): fc.Arbitrary<unknown> {
  const paths = [...pathsOf(value)];
  const change = fc.record({
    path: fc.constantFrom(...paths),
    kind: fc.constantFrom("replace", "remove", "add", "double"),
    odd: fc.constantFrom(...oddValues),
  });
  return change.map(({ path, kind, odd }) => changeAt(value, path, (target) => changed(kind, target, odd)));
}

function* pathsOf(value: unknown, path: Path = []): Generator<Path> {
  yield path;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* pathsOf(item, [...path, index]);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* pathsOf(item, [...path, key]);
  }
}

function changeAt(value: unknown, path: Path, change: (target: unknown) => unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return change(value);
  if (Array.isArray(value))
    return value.with(Number(step), changeAt(value[Number(step)], rest, change)) as unknown;
  const record = value as Readonly<Record<string, unknown>>;
  return { ...record, [step]: changeAt(record[step], rest, change) };
}

function changed(kind: string, target: unknown, odd: unknown): unknown {
  if (kind === "replace" || typeof target !== "object" || target === null) return odd;
  if (Array.isArray(target)) return changedArray(kind, target, odd);
  return changedRecord(kind, target as Readonly<Record<string, unknown>>, odd);
}

function changedArray(kind: string, target: readonly unknown[], odd: unknown): readonly unknown[] {
  if (kind === "remove") return target.slice(1);
  return kind === "add" ? [...target, odd] : [...target, ...target];
}

function changedRecord(kind: string, target: Readonly<Record<string, unknown>>, odd: unknown): object {
  if (kind === "add") return { ...target, unexpected: odd };
  const [first, ...others] = Object.entries(target);
  if (first === undefined) return { unexpected: odd };
  return kind === "remove"
    ? Object.fromEntries(others)
    : Object.fromEntries([...others, ["x y/z", first[1]]]);
}
