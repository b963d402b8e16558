import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, expectTypeOf, test } from "vitest";
import type * as alert from "../../packages/core/src/alert/index.ts";
import type * as correlate from "../../packages/core/src/correlate/index.ts";
import type * as incident from "../../packages/core/src/incident/index.ts";
import type * as model from "../../packages/core/src/model/index.ts";
import { miniatureWith } from "./support/miniature.ts";
import { repositoryRoot } from "./support/repository.ts";
import { mayImport, type Owner, owners, type Stage, stages } from "./support/stages.ts";
import type { TakesWritable, WritableIn } from "./support/writable.ts";

const source = "packages/core/src";

/** Ways of another folder into a stage, by a name for the file that goes it. Nested files lie one folder deeper. */
const intoIt = (owner: Owner): Readonly<Record<string, string>> => ({
  value: `export { state } from "../${owner}/state.ts";`,
  type: `import type { State } from "../${owner}/state.ts";\nexport type S = State;`,
  star: `export * from "../${owner}/state.ts";`,
  call: `export const later = import("../${owner}/state.ts");`,
  room: `export { state } from "../${owner}/room/state.ts";`,
  inner: `export { state } from "../${owner}/room/index.ts";`,
  detour: `export { state } from "../time/../${owner}/state.ts";`,
  script: `export { state } from "../${owner}/index.js";`,
  "nested/value": `export { state } from "../../${owner}/state.ts";`,
  "nested/type": `import type { State } from "../../${owner}/room/state.ts";\nexport type S = State;`,
});

const byDoor = (owner: Owner): Readonly<Record<string, string>> => ({
  door: `export { open } from "../${owner}/index.ts";`,
  "nested/door": `import type { Open } from "../../${owner}/index.ts";\nexport type O = Open;`,
});

/** Files that stand beside a stage's state may name it. */
const atHome = (owner: Owner): Readonly<Record<string, string>> => ({
  [`${owner}/index.ts`]: `export type { State } from "./state.ts";`,
  [`${owner}/room/own.ts`]: `export { state } from "../state.ts";\nexport * from "./state.ts";`,
});

/** What core exports comes by the doors; files of plain values are named beside them. */
const core = {
  "door.ts": owners.map((owner) => `export * as ${owner} from "./${owner}/index.ts";`).join("\n"),
  "frames.ts": `export * from "./window/frame.ts";\nexport * from "./window/check-frame.ts";`,
} as const;
const coreIntoIt = Object.fromEntries(
  owners.map((owner) => [`into-${owner}.ts`, `export * from "./${owner}/state.ts";`]),
);

const pairs = owners.flatMap((owner) =>
  stages.filter((from) => from !== owner && mayImport(from, owner)).map((from) => ({ from, owner })),
);

type Ways = (owner: Owner) => Readonly<Record<string, string>>;
const written = (from: Stage, owner: Owner, ways: Ways): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(ways(owner)).map(([way, text]) => {
      const name = way.split("/").at(-1) ?? way;
      return [`${from}/${way.slice(0, -name.length)}${owner}-by-${name}.ts`, text];
    }),
  );

const texts: Readonly<Record<string, string>> = Object.assign(
  { ...core, ...coreIntoIt },
  ...owners.map(atHome),
  ...pairs.flatMap(({ from, owner }) => [written(from, owner, intoIt), written(from, owner, byDoor)]),
) as Record<string, string>;

const miniature = miniatureWith(
  Object.fromEntries(Object.entries(texts).map(([file, text]) => [`${source}/${file}`, `${text}\n`])),
);
afterAll(() => miniature.remove());
const refused = new Set(
  miniature
    .lint()
    .filter(({ rule }) => rule === "eslint/no-restricted-imports")
    .map(({ file }) => file.slice(`${source}/`.length)),
);
const notRefused = (files: readonly string[]): readonly string[] =>
  files.filter((file) => !refused.has(file));

test("the stages that own their state are the folders of core with a door", () => {
  const withDoor = stages.filter((stage) => existsSync(join(repositoryRoot, source, stage, "index.ts")));
  expect(withDoor).toEqual(owners);
});

describe.each(pairs)("$from", ({ from, owner }) => {
  test(`imports ${owner} by its door`, () => {
    const files = Object.keys(written(from, owner, byDoor));
    expect(notRefused(files)).toEqual(files);
  });

  test(`is refused every file behind the door of ${owner}`, () => {
    expect(notRefused(Object.keys(written(from, owner, intoIt)))).toEqual([]);
  });
});

test("the files of a stage may name its state", () => {
  const files = owners.flatMap((owner) => Object.keys(atHome(owner)));
  expect(notRefused(files)).toEqual(files);
});

test("core itself exports what the doors give, and frames beside them", () => {
  expect(notRefused(Object.keys(core))).toEqual(Object.keys(core));
  expect(notRefused(Object.keys(coreIntoIt))).toEqual([]);
});

/**
 * Of these the compiler decides: `pnpm typecheck` refuses what is not so. The windows of a partition are left out: who
 * holds them gives them to the functions of `window/` to change, and sees them as `Readonly`.
 */
describe("what the doors give", () => {
  test("is told by types that know what can be written", () => {
    expectTypeOf<WritableIn<{ readonly a: Float64Array }>>().toEqualTypeOf<"a">();
    expectTypeOf<WritableIn<{ readonly a: readonly { readonly b: number[] }[] }>>().toEqualTypeOf<"a.b">();
    expectTypeOf<WritableIn<ReadonlyMap<string, { readonly a: Set<string> }>>>().toEqualTypeOf<"a">();
    expectTypeOf<WritableIn<{ a: number }>>().toEqualTypeOf<"a">();
    expectTypeOf<
      WritableIn<{ readonly a: ArrayLike<number>; readonly b: ReadonlySet<string> }>
    >().toEqualTypeOf<never>();
    expectTypeOf<
      TakesWritable<{ write: (into: Float64Array) => void; read: () => void }>
    >().toEqualTypeOf<"write">();
  });

  test("is no state: evidence, verdicts, incidents and alerts can only be read", () => {
    expectTypeOf<WritableIn<model.Evidence>>().toEqualTypeOf<never>();
    expectTypeOf<WritableIn<model.Feedback>>().toEqualTypeOf<never>();
    expectTypeOf<WritableIn<correlate.Verdict>>().toEqualTypeOf<never>();
    expectTypeOf<WritableIn<correlate.Assessment>>().toEqualTypeOf<never>();
    expectTypeOf<WritableIn<incident.Incidents>>().toEqualTypeOf<never>();
    expectTypeOf<WritableIn<incident.Stepped>>().toEqualTypeOf<never>();
    expectTypeOf<WritableIn<alert.AlertEvent>>().toEqualTypeOf<never>();
  });

  test("takes nothing that it could write into, but a scratch of the caller", () => {
    expectTypeOf<TakesWritable<typeof model>>().toEqualTypeOf<"bestSeriesEvidence" | "bestSignalEvidence">();
    expectTypeOf<TakesWritable<typeof correlate>>().toEqualTypeOf<never>();
    expectTypeOf<TakesWritable<typeof incident>>().toEqualTypeOf<never>();
    expectTypeOf<TakesWritable<typeof alert>>().toEqualTypeOf<never>();
  });
});
