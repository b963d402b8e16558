import { ImportMapping, Name } from "@tocsin/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rowNames } from "../../src/import/row-names.ts";
import { untakenName, validName } from "../../src/import/valid-name.ts";

describe("validName", () => {
  test.each([
    ["koj-co/upptime", "koj-co\u2215upptime"],
    ["Disney+", "Disney+"],
    ["Último  Hora", "Último  Hora"],
    ["cafe\u0301", "caf\u00e9"],
    ["(beta) API", "(beta) API"],
    ["新浪", "新浪"],
    ["☕ bar [old]\n", "☕ bar -old"],
    ["→ bar", "bar"],
    ["→← ", null],
  ])("%s becomes %s", (text, name) => {
    expect(validName(text)).toBe(name);
  });

  test("what comes out is a valid name or null, and a valid name is left as it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const name = validName(text);
        if (name === null) return;
        expect(Name.safeParse(name).success).toBe(true);
        expect(validName(name)).toBe(name);
      }),
    );
  });

  test("a taken name gets the first free number, and stays within the longest name", () => {
    expect(untakenName("a", new Set())).toBe("a");
    expect(untakenName("a", new Set(["a", "a-2"]))).toBe("a-3");
    const long = "é".repeat(128);
    expect(untakenName(long, new Set([long]))).toBe(`${"é".repeat(127)}-2`);
  });
});

describe("rowNames", () => {
  const mapping = ImportMapping.parse({
    rules: [
      { monitor: "m/one", service: "hn", as: "hackernews" },
      { service: "Hacker News", as: "hackernews", source: "second" },
      { monitor: "m/one", ignore: true },
      { monitor: "m/two", service: "x", as: "x" },
    ],
  });
  const name = rowNames(mapping);

  test("the first rule that matches wins, and the monitor is the witness unless the rule names one", () => {
    expect(name("m/one", "hn")).toEqual({ kind: "named", service: "hackernews", source: "m\u2215one" });
    expect(name("m/one", "Hacker News")).toEqual({ kind: "named", service: "hackernews", source: "second" });
  });

  test("a rule may leave rows out, and rows without a rule are told apart from them", () => {
    expect(name("m/one", "other")).toEqual({ kind: "ignored" });
    expect(name("m/two", "other")).toEqual({ kind: "unmapped" });
  });

  test("without a mapping two monitors of one service name are two witnesses of one service", () => {
    const own = rowNames(null);
    expect(own("a/b", "API")).toEqual({ kind: "named", service: "API", source: "a\u2215b" });
    expect(own("c/d", "API")).toEqual({ kind: "named", service: "API", source: "c\u2215d" });
    expect(own("a/b", "\u2192")).toEqual({ kind: "unnameable" });
  });
});
