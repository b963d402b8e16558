import { expect, test } from "vitest";
import { moduleState } from "./support/module-state.ts";
import { filesUnder, readText } from "./support/repository.ts";

const sources = filesUnder("packages/core/src").filter((file) => file.endsWith(".ts"));

test("no module of core keeps anything that changes: state lies in what a function made for its caller", () => {
  expect(sources.length).toBeGreaterThan(50);
  const kept = sources.flatMap((file) => moduleState(file, readText(file)).map((name) => `${file}: ${name}`));
  expect(kept).toEqual([]);
});

test.each([
  ["let scratch = 0;", "scratch"],
  ["export let count = 1;", "count"],
  ["var old;", "old"],
  ["const scratch = new Float64Array(21);", "scratch"],
  ["export const rows = new Int32Array(8).fill(-1);", "rows"],
  ["const flags: Uint8Array = new Uint8Array(8);", "flags"],
  ["const seen = new Map<string, number>();", "seen"],
  ["const seen: Set<string> = new Set();", "seen"],
  ["const list: number[] = [];", "list"],
  ["const list = [1, 2];", "list"],
  ["const record = { value: 0 };", "record"],
  ["const record = { value: 0 } satisfies Named;", "record"],
  ["const room = lagScratch();", "room"],
  ["const copy = Float64Array.from([1, 2]);", "copy"],
  ["const grid = [0, 1].map((lag) => lag + 1);", "grid"],
])("%s may change", (text, name) => {
  expect(moduleState("file.ts", text)).toEqual([name]);
});

test.each([
  "const cap = 16;",
  'export const name: string = "core";',
  "const inside = Math.log(4);",
  'const reports = signals.indexOf("reports");',
  "const lags = [0, 1, 2] as const;",
  'const kinds = ["a"] as const satisfies readonly Kind[];',
  "const names = Object.keys(makers) as readonly Kind[];",
  "const none: readonly Frame[] = [];",
  'const known: ReadonlySet<string> = new Set(["a"]);',
  "const byName: ReadonlyMap<string, number> = new Map();",
  "const weights: ArrayLike<number> = Float64Array.from([1]);",
  "const nothing: Row = { a: null };",
  "const table = { a: float64(), b: int32(-1) } as const;",
  "const make = (): Float64Array => new Float64Array(21);",
  "export const fill = (into: number[]): void => { into.push(1); };",
  "function count() { let sum = 0; const found = []; return [sum, found]; }",
])("%s does not", (text) => {
  expect(moduleState("file.ts", text)).toEqual([]);
});

test("a file that is no TypeScript is refused by name", () => {
  expect(() => moduleState("packages/core/src/broken.ts", "const {")).toThrow("packages/core/src/broken.ts");
});
