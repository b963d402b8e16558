import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Name, nameOf, notInNames, UnitName } from "../src/index.ts";

/** The rule in other words: character by character, and by bytes. */
function isName(text: string): boolean {
  const name = text.normalize("NFC");
  const bytes = Buffer.byteLength(name);
  if (bytes < 1 || bytes > 256 || name.startsWith(" ") || name.endsWith(" ")) return false;
  return Array.from(name).every(
    (character) =>
      "._:@+-()&'#,= \u2215".includes(character) ||
      (/^(\p{L}|\p{M}|\p{Nd}|\p{So})$/u.test(character) && character !== "\ufffd"),
  );
}

const letters = fc.constantFrom(
  ...Array.from("azAZ059._:@+-()&'#,= éчт付\u0301\u0338\u0947\u2215\u0660\u{1d400}"),
  "/",
  "\\",
  "\n",
  "\u0000",
  "\u007f",
  "\u00a0",
  "\u200f",
  "\u202e",
  "\u2066",
  "\ud800",
  "\udc00",
  "☕",
  "\u{1f600}",
  "\u2192",
  "\ufffd",
  "<",
  '"',
);

const anyText = fc.oneof(
  fc.string({ unit: letters, maxLength: 12 }),
  fc.string({ unit: fc.constantFrom(...Array.from("az é付")), minLength: 80, maxLength: 270 }),
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) }),
);

describe("a name", () => {
  test("is taken exactly where the rule says so, by the quick check and by the schema, in form NFC", () => {
    const met = { taken: 0, refused: 0 };
    fc.assert(
      fc.property(anyText, (text) => {
        const expected = isName(text) ? text.normalize("NFC") : null;
        met[expected === null ? "refused" : "taken"] += 1;
        expect(nameOf(text)).toBe(expected);
        const checked = Name.safeParse(text);
        expect(checked.success ? checked.data : null).toBe(expected);
      }),
      { numRuns: 5000 },
    );
    expect(Math.min(met.taken, met.refused)).toBeGreaterThan(500);
  });

  test("of ASCII is one by each of its characters", () => {
    for (let code = 0; code < 128; code += 1) {
      const character = String.fromCharCode(code);
      for (const text of [character, `a${character}b`, `a${character}`]) {
        expect(nameOf(text), JSON.stringify(text)).toBe(isName(text) ? text : null);
      }
    }
  });

  test("may be 256 bytes long and no more, whatever its script", () => {
    for (const longest of ["a".repeat(256), "é".repeat(128), `${"付".repeat(85)}a`]) {
      expect(nameOf(longest)).toBe(longest);
      expect(nameOf(`${longest}a`)).toBeNull();
      expect(Name.safeParse(`${longest}a`).success).toBe(false);
    }
  });

  test("holds none of the characters that are told as never in a name", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const rest = text.normalize("NFC").replace(notInNames, "");
        expect(rest === "" || isName(`a${rest}a`.slice(0, 80)) || rest.length > 76).toBe(true);
      }),
    );
  });

  test("and another with a slash between them are a service and its operation", () => {
    const name = anyText.filter(isName);
    fc.assert(
      fc.property(name, name, (service, operation) => {
        expect(UnitName.parse(`${service}/${operation}`)).toBe(
          `${service.normalize("NFC")}/${operation.normalize("NFC")}`,
        );
        expect(UnitName.safeParse(`${service}/${operation}/x`).success).toBe(false);
        expect(UnitName.safeParse(`${service}/`).success).toBe(false);
      }),
    );
  });

  test("that is refused is told as such, however hostile it is to a pattern", () => {
    for (const text of [`${" a".repeat(500_000)}!`, " ".repeat(1_000_000), `${"é ".repeat(300_000)}\n`]) {
      expect(nameOf(text)).toBeNull();
      expect(Name.safeParse(text).success).toBe(false);
      expect(UnitName.safeParse(text).success).toBe(false);
    }
  });
});
