import { describe, expect, test } from "vitest";
import { paragraph, span } from "../../src/terminal/layout.ts";
import { render, wantsColour, widthOf } from "../../src/terminal/paint.ts";
import { captured } from "../support/captured.ts";

const terminal = captured(80);
const pipe = captured();

const table: readonly [string, typeof terminal, Record<string, string>, boolean][] = [
  ["a terminal is coloured", terminal, {}, true],
  ["a pipe is not", pipe, {}, false],
  ["NO_COLOR keeps a terminal plain", terminal, { NO_COLOR: "1" }, false],
  ["an empty NO_COLOR counts as unset", terminal, { NO_COLOR: "" }, true],
  ["FORCE_COLOR colours a pipe", pipe, { FORCE_COLOR: "1" }, true],
  ["FORCE_COLOR=0 keeps a terminal plain", terminal, { FORCE_COLOR: "0" }, false],
  ["NO_COLOR wins over FORCE_COLOR", terminal, { NO_COLOR: "1", FORCE_COLOR: "1" }, false],
  ["a dumb terminal is not coloured", terminal, { TERM: "dumb" }, false],
];

describe("colour", () => {
  test.each(table)("%s", (_name, output, env, expected) => {
    expect(wantsColour(output, env)).toBe(expected);
    const escaped = render([paragraph(0, [span("alarm", "alarm")])], output, env).includes("\u001b[");
    expect(escaped).toBe(expected);
  });
});

test("colour changes nothing but colour", () => {
  const blocks = [
    paragraph(2, [span("one two three ", "alarm"), span("four", "muted"), " five ".repeat(40)]),
  ];
  const coloured = render(blocks, pipe, { FORCE_COLOR: "1" });
  expect(coloured.replace(/\u001b\[\d+m/g, "")).toBe(render(blocks, pipe, {}));
});

test("width is 80 where nothing is known, and kept readable on very narrow and very wide terminals", () => {
  expect(widthOf(pipe)).toBe(80);
  expect(widthOf(captured(0))).toBe(80);
  expect(widthOf(captured(20))).toBe(40);
  expect(widthOf(captured(72))).toBe(72);
  expect(widthOf(captured(300))).toBe(100);
});
