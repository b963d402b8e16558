import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeTelemetry, QuotedText, telemetryDecoder } from "../../src/wire/index.ts";
import { ByteCursor } from "../../src/wire/quick/byte-cursor.ts";
import { quickTelemetry } from "../../src/wire/quick/quick-telemetry.ts";
import { arrivalMs, fittingValue, mutatedValue, streams } from "../support/arbitrary-telemetry.ts";

/** A text as it stands in a line, something on both sides of it. */
function quotedIn(text: string): QuotedText {
  const front = Buffer.from('{"payload":');
  const line = Buffer.concat([front, Buffer.from(JSON.stringify(text)), Buffer.from("}\n")]);
  return new QuotedText(line, front.length + 1, line.length - 3);
}

/** As producers of several languages print an object. */
const printed = (value: fc.Arbitrary<Record<string, unknown>>): fc.Arbitrary<string> =>
  fc
    .tuple(
      value,
      fc.constantFrom<(text: string) => string>((text) => text, pythons, spaced),
    )
    .map(([made, style]) => style(JSON.stringify(made)));

/** Spaces behind commas and colons, also those inside of names: a name is another then, and as good. */
const pythons = (text: string): string => text.replaceAll(/([,:])/g, "$1 ");
const spaced = (text: string): string => text.replaceAll(/([{},:])/g, " $1\t");

/** A text to which something small was done, anywhere. */
const damaged = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(
      text,
      fc.nat(400),
      fc.constantFrom(
        "",
        "0",
        "-",
        ".",
        "e",
        "5",
        '"',
        "\\",
        "\\u0041",
        "\\n",
        "{",
        "}",
        ",",
        " ",
        "\u0000",
        "é",
      ),
      fc.nat(2),
    )
    .map(([whole, at, put, cut]) => {
      const place = at % (whole.length + 1);
      return whole.slice(0, place) + put + whole.slice(place + cut);
    });

describe.each(streams)("%s", (stream) => {
  test("what is read from bytes is what is parsed: the same reading, or the same refusal in the same words", () => {
    const decode = telemetryDecoder();
    const any = fc.oneof(
      printed(fittingValue(stream)),
      printed(mutatedValue(stream)),
      damaged(printed(fittingValue(stream))),
    );
    fc.assert(
      fc.property(any, (text) => {
        const expected = decodeTelemetry(stream, text, arrivalMs);
        expect(decode(stream, quotedIn(text), arrivalMs)).toEqual(expected);
        const bytes = Buffer.from(text);
        expect(decode(stream, bytes, arrivalMs)).toEqual(decodeTelemetry(stream, bytes, arrivalMs));
      }),
      { numRuns: 3000 },
    );
  });

  test("what producers send is read from bytes, whatever the order of its fields", () => {
    const quick = quickTelemetry();
    let read = 0;
    fc.assert(
      fc.property(fittingValue(stream), fc.integer(), (made, seed) => {
        const fields = Object.entries(made).toSorted(
          ([one], [other]) => order(one, seed) - order(other, seed),
        );
        const text = JSON.stringify(Object.fromEntries(fields), asMeasured);
        const { bytes, from, to } = quotedIn(text);
        if (quick.read(stream, bytes, { from, to, isQuoted: true }) !== null) read += 1;
      }),
      { numRuns: 500 },
    );
    // The others have times that are left to the schema, names that JSON escapes, or no length.
    expect(read).toBeGreaterThan(350);
  });
});

/** Numbers as producers measure: not up to 2^53, nor with 17 digits. */
const asMeasured = (_: string, value: unknown): unknown =>
  typeof value === "number" ? Math.round((value % 1e9) * 100) / 100 : value;

const order = (name: string, seed: number): number =>
  [...name].reduce((sum, letter) => Math.imul(sum ^ letter.charCodeAt(0), 16_777_619), seed);

test("the reading of a message does not depend on those before it, however many names there were", () => {
  const decode = telemetryDecoder();
  const textOf = (service: string): string =>
    JSON.stringify({ service, ts: arrivalMs - 60_000, intervalMs: 60_000, requests: 1, errors: 0 });
  for (let at = 0; at < 40_000; at += 1) {
    const decoded = decode("error-rate", Buffer.from(textOf(`service-${at % 20_000}`)), arrivalMs);
    expect(decoded.kind === "reading" ? decoded.reading.service : null).toBe(`service-${at % 20_000}`);
  }
});

test("a number that is read from bytes is the number that JSON has there, to the last digit", () => {
  const numberIn = (text: string): number => {
    const bytes = Buffer.from(text);
    return new ByteCursor(bytes, 0, bytes.length).decimal();
  };
  fc.assert(
    fc.property(fc.nat(999_999), fc.stringMatching(/^\d{1,12}$/), (whole, fraction) => {
      const text = `${whole}.${fraction}`;
      const read = numberIn(text);
      if (read === -1) expect(text.length).toBeGreaterThan(16);
      else expect(read).toBe(Number(text));
    }),
    { numRuns: 5000 },
  );
  for (const text of ["01", "", "-1", ".5", "5.", "1234567890123456", "00.5", "0.1234567890123456"])
    expect(numberIn(text)).toBe(-1);
});
