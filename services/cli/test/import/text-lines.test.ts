import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cellsOfLines } from "../../src/import/csv-cells.ts";
import { type TextLine, textLines } from "../../src/import/text-lines.ts";

async function linesOf(data: Buffer, chunkSize: number): Promise<readonly TextLine[]> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < data.length; at += chunkSize) yield data.subarray(at, at + chunkSize);
  }
  const lines: TextLine[] = [];
  for await (const batch of textLines(chunks())) lines.push(...batch);
  return lines;
}

const many = Array.from({ length: 20_000 }, (_, index) => `line ${index} ${(index * 7919) % 1009} é`);

describe("textLines", () => {
  test("lines do not depend on how the bytes are cut, packed or ended", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: fc.constantFrom("a", "é", "💡", ",", '"', "\ufeff") }), { minLength: 1 }),
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom("\n", "\r\n"),
        async (texts, chunkSize, lineBreak) => {
          const data = Buffer.from(`${texts.join(lineBreak)}${lineBreak}`);
          const expected = texts.map((text, index) => ({
            kind: "line",
            number: index + 1,
            text: index === 0 ? text.replace(/^\ufeff/, "") : text,
          }));
          expect(await linesOf(data, chunkSize)).toEqual(expected);
          expect(await linesOf(gzipSync(data), chunkSize)).toEqual(expected);
        },
      ),
    );
  });

  test("a last line without a line break counts", async () => {
    expect(await linesOf(Buffer.from("a\r\nb"), 2)).toMatchObject([{ text: "a" }, { number: 2, text: "b" }]);
    expect(await linesOf(Buffer.from("a"), 2)).toMatchObject([{ text: "a" }]);
    expect(await linesOf(Buffer.alloc(0), 2)).toEqual([]);
  });

  test.each([1000, 65_536])(
    "of a gzip that ends early all whole lines come, and the cut is told (chunks of %i)",
    async (size) => {
      const packed = gzipSync(`${many.join("\n")}\n`);
      const lines = await linesOf(packed.subarray(0, packed.length - 100), size);
      expect(lines.at(-1)).toMatchObject({ kind: "cut", reason: "unexpected end of file" });
      const whole = lines.slice(0, -1).map((line) => line.text);
      expect(whole.length).toBeGreaterThan(19_900);
      expect(whole).toEqual(many.slice(0, whole.length));
    },
  );

  test("concatenated gzip members are one text", async () => {
    const packed = Buffer.concat([gzipSync("a\nb"), gzipSync("c\n")]);
    expect((await linesOf(packed, 7)).map((line) => line.text)).toEqual(["a", "bc"]);
  });

  test("a line without end is cut, told, and costs no other line", async () => {
    const data = Buffer.from(`a\n${"x".repeat(200_000)}\nb\n`);
    expect(await linesOf(data, 50_000)).toMatchObject([
      { kind: "line", text: "a" },
      { kind: "too-long", number: 2 },
      { kind: "line", number: 3, text: "b" },
    ]);
  });
});

describe("cellsOfLines", () => {
  test("quoted cells may hold commas and quotes", () => {
    expect(cellsOfLines(['a,"b,c",d', '"say ""x""",,'])).toEqual([
      ["a", "b,c", "d"],
      ['say "x"', "", ""],
    ]);
  });

  test("a quote out of place spoils its own line only", () => {
    const plain = fc.constantFrom("a,b", '"a,b",c', "x");
    const broken = fc.constantFrom('a,"b', 'a"b,c', '"a"b,c', '"');
    fc.assert(
      fc.property(fc.array(fc.oneof(plain, broken), { minLength: 1 }), (lines) => {
        const alone = lines.map((line) => cellsOfLines([line])[0]);
        expect(cellsOfLines(lines)).toEqual(alone);
      }),
    );
    expect(cellsOfLines(['a,"b', "c,d", 'e,"f'])).toEqual([null, ["c", "d"], null]);
  });
});
