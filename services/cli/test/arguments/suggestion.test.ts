import { expect, test } from "vitest";
import { closest, didYouMean } from "../../src/arguments/suggestion.ts";

const known = ["topology", "labels", "config", "mapping"];

test("a slip of the finger is recognised, another word is not", () => {
  expect(closest("topolgy", known)).toBe("topology");
  expect(closest("TOPOLOGY", known)).toBe("topology");
  expect(closest("label", known)).toBe("labels");
  expect(closest("kafka", known)).toBeNull();
  expect(closest("x", known)).toBeNull();
});

test("the beginning of a word means the word, if it is the only one that begins so", () => {
  expect(closest("conf", known)).toBe("config");
  expect(closest("con", ["config", "console"])).toBeNull();
});

test("the question is asked with the dashes that the user has to type", () => {
  expect(didYouMean("lables", known, "--")).toBe("Did you mean --labels?");
  expect(didYouMean("kafka", known)).toBeNull();
});
