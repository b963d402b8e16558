import type { StateStore } from "@tocsin/core";
import { expect, test } from "vitest";

interface State {
  readonly count: number;
  readonly parts: string[];
}

/** What every store behind core's `StateStore` promises. */
export function stateStoreConformance(open: () => Promise<StateStore<State>>): void {
  test("nothing was saved under a new name", async () => {
    expect(await (await open()).load("fresh")).toBeNull();
  });

  test("what was saved last under a name is what is loaded", async () => {
    const store = await open();
    await store.save("one", { count: 1, parts: ["a"] });
    await store.save("other", { count: 9, parts: [] });
    await store.save("one", { count: 2, parts: ["a", "b"] });
    expect(await store.load("one")).toEqual({ count: 2, parts: ["a", "b"] });
    expect(await store.load("other")).toEqual({ count: 9, parts: [] });
  });

  test("changes after saving or loading do not reach the store", async () => {
    const store = await open();
    const state: State = { count: 1, parts: ["a"] };
    await store.save("one", state);
    state.parts.push("b");
    (await store.load("one"))?.parts.push("c");
    expect(await store.load("one")).toEqual({ count: 1, parts: ["a"] });
  });
}
