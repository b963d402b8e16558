import { expect, test } from "vitest";
import { citationsOf, detectionDocument, rulesOf, sourceTexts } from "./support/detection-document.ts";

const rules = rulesOf(detectionDocument());
const cited = sourceTexts().map(({ path, text }) => ({ path, ...citationsOf(text) }));

test("DETECTION.md numbers its rules from 1, without gap or repetition", () => {
  expect(rules.length).toBeGreaterThan(0);
  expect(rules).toEqual(rules.map((_, index) => index + 1));
});

test("every rule that the code cites is in DETECTION.md", () => {
  const unknown = cited.flatMap(({ path, rules: found }) =>
    found.filter((rule) => !rules.includes(rule)).map((rule) => `${path}: rule ${rule}`),
  );
  expect(unknown).toEqual([]);
});

test("the code cites a rule as `rule N` and in no other way", () => {
  expect(cited.flatMap(({ path, malformed }) => malformed.map((found) => `${path}: ${found}`))).toEqual([]);
});

test("the code cites every rule at least once", () => {
  const all = new Set(cited.flatMap(({ rules: found }) => found));
  expect(rules.filter((rule) => !all.has(rule))).toEqual([]);
});

test.each([
  ["/** Caps evidence (rule 8). */", [8]],
  ["/** Rule 20, trimmed; rule 21 is its threshold. */", [20, 21]],
  ["/**\n * Learned as rule\n * 11 says.\n */", [11]],
  ["// as rule\n// 9 says", [9]],
])("a citation like %j is found", (text, found) => {
  expect(citationsOf(text)).toEqual({ rules: found, malformed: [] });
});

test.each([
  "/** (detection rule B looks back 20) */",
  "/** (detection rule 8) */",
  "/** alarm again (rule A) */",
  "/** as rule\n * C says */",
  "/** (detection design 3.4) */",
  "/** design 3.4 */",
  "/** (detection 9.2) */",
  '/** (interface rule "Clock") */',
  '/** the rule "Clock" */',
  "/** rules 3 and 4 */",
  "/** rule 3.4 */",
])("a citation like %j is refused", (text) => {
  expect(citationsOf(text).malformed).not.toEqual([]);
});

test.each([
  "/** A service that is down as a rule. */",
  "/** The rules of the gate; a rule of thumb. */",
  "const ruler = 3;",
  "/** The detection of 3 failures by design; 0.2.0 of detection. */",
])("a text like %j cites nothing", (text) => {
  expect(citationsOf(text)).toEqual({ rules: [], malformed: [] });
});

test("a heading that is no rule, or has no title, is not counted as one", () => {
  expect(rulesOf("## Rule 1: a\n### Rule 2: b\n### Rule 3:\n### Rules\nRule 4: c\n")).toEqual([2]);
});
