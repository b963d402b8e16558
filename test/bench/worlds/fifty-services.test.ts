import { expect, test } from "vitest";
import { growingDirectory } from "../../../packages/core/src/world/directory.ts";
import { weightedGroups } from "../benchmarks/minute-times.ts";
import { steadyWorld } from "./steady-world.ts";

const repeated = (size: number, times: number): readonly number[] =>
  Array.from({ length: times }, () => size);

test("the world of the engine benchmark watches 14 groups: 8 of 6, 5 of 12, all 50", () => {
  const { snapshot } = steadyWorld(5, 20);
  const { directory } = growingDirectory(snapshot.model.series);
  const sizes = weightedGroups(directory).map(({ group }) => group.members.length);
  const ascending = sizes.toSorted((one, other) => one - other);
  expect(ascending).toEqual([...repeated(6, 8), ...repeated(12, 5), 50]);
});
