import { describe, expect, test } from "vitest";
import { compareOutputs, compareRevisions, countDamages, type Output } from "./compare.ts";

const outputs = (...ids: readonly string[]): readonly Output[] =>
  ids.map((id) => ({ id, text: `text of ${id}` }));
const expected = outputs("a:1", "a:2", "b:1", "a:3");

describe("a log of outputs against what it must hold", () => {
  test("an untouched log has no damage", () => {
    expect(compareOutputs("alerts", expected, expected)).toEqual([]);
    expect(compareOutputs("alerts", [], [])).toEqual([]);
  });

  test("a lost output is missing", () => {
    const found = expected.filter(({ id }) => id !== "a:2");
    expect(compareOutputs("alerts", expected, found)).toEqual([{ kind: "missing", of: "alerts", id: "a:2" }]);
  });

  test("an output that was told twice is duplicated, at once or much later", () => {
    const twice = [{ kind: "duplicated", of: "alerts", id: "a:1", times: 2 }];
    expect(compareOutputs("alerts", expected, outputs("a:1", "a:1", "a:2", "b:1", "a:3"))).toEqual(twice);
    expect(compareOutputs("alerts", expected, outputs("a:1", "a:2", "b:1", "a:3", "a:1"))).toEqual(twice);
  });

  test("one other byte is a difference, shown with what stands around it", () => {
    const found = expected.map((output) =>
      output.id === "b:1" ? { id: "b:1", text: "text of b:2" } : output,
    );
    expect(compareOutputs("alerts", expected, found)).toEqual([
      { kind: "different", of: "alerts", id: "b:1", expected: "text of b:1", found: "text of b:2" },
    ]);
  });

  test("of two copies the one with other bytes is seen too", () => {
    const found = [...expected, { id: "a:3", text: "other" }];
    expect(countDamages(compareOutputs("alerts", expected, found))).toMatchObject({
      duplicated: 1,
      different: 1,
      missing: 0,
    });
  });

  test("an output that nothing asked for is unexpected", () => {
    expect(compareOutputs("alerts", expected, [...expected, ...outputs("c:1")])).toEqual([
      { kind: "unexpected", of: "alerts", id: "c:1" },
    ]);
  });

  test("two outputs that changed places are out of order, and nothing else", () => {
    expect(compareOutputs("alerts", expected, outputs("a:2", "a:1", "b:1", "a:3"))).toEqual([
      { kind: "out-of-order", of: "alerts", id: "a:1", after: "a:2" },
    ]);
  });

  test("expected outputs of one name are a fault of the test", () => {
    expect(() => compareOutputs("alerts", outputs("a:1", "a:1"), [])).toThrow(/same id/u);
  });
});

describe("the revisions of incidents", () => {
  const revisions = (...words: readonly string[]) =>
    words.map((word) => ({ incident: word.slice(0, 1), revision: Number(word.slice(1)) }));

  test("of several incidents may stand among each other", () => {
    expect(compareRevisions("revisions", revisions("a1", "b1", "a2", "b2", "a3"))).toEqual([]);
  });

  test.each([
    [["a1", "a3"], [{ kind: "missing", of: "revisions", id: "a:2" }]],
    [["a2"], [{ kind: "missing", of: "revisions", id: "a:1" }]],
    [["a1", "a2", "a2"], [{ kind: "duplicated", of: "revisions", id: "a:2", times: 2 }]],
    [["a1", "a2", "a3", "a1"], [{ kind: "out-of-order", of: "revisions", id: "a:1", after: "a:3" }]],
  ])("%j is damaged", (words, damages) => {
    expect(compareRevisions("revisions", revisions(...words))).toEqual(damages);
  });
});
