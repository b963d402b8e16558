import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { write } from "../src/io.ts";
import { paragraph, span } from "../src/terminal/layout.ts";
import { render } from "../src/terminal/paint.ts";
import { captured } from "./support/captured.ts";

const obeying = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

async function written(text: string, terminal: boolean): Promise<string> {
  const output = captured(terminal ? 80 : undefined);
  await write(output, text);
  return output.text();
}

describe("what is written to a terminal", () => {
  test("tells it nothing but colours and where its line begins, whatever others have written in it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 60 }), async (text) => {
        const rest = (await written(text, true)).replace(/\u001b\[(?:[0-9;]*m|K)/g, "");
        expect(rest).not.toMatch(obeying);
      }),
    );
  });

  test.each([
    ["a title", "\u001b]0;owned\u0007", "?]0;owned?"],
    ["a cleared screen", "a\u001b[2Jb", "a?[2Jb"],
    ["the same in one character of C1", "a\u009b2Jb", "a?2Jb"],
    ["reversed writing", "a\u202egnp.exe", "a?gnp.exe"],
    ["a character that rings or deletes", "a\u0007\u0008\u007fb", "a???b"],
  ])("shows %s as text", async (_what, text, shown) => {
    expect(await written(text, true)).toBe(shown);
  });

  test("keeps our own colours, and what progress does to its line", async () => {
    const coloured = render([paragraph(0, [span("alarm", "alarm"), span("calm", "good")])], captured(80), {});
    expect(coloured).toContain("\u001b[");
    for (const own of [coloured, "\r10 %\u001b[K", "one\ttwo\r\n"])
      expect(await written(own, true)).toBe(own);
  });
});

test("a program gets every character as it is", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 60 }), async (text) => {
      expect(await written(text, false)).toBe(text);
    }),
  );
  expect(await written("\u001b[2J\u202e", false)).toBe("\u001b[2J\u202e");
});
