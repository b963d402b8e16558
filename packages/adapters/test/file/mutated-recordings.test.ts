import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { errorCodes } from "@tocsin/contracts";
import { expect, test } from "vitest";
import type { RecordingItem } from "../../src/file/index.ts";
import { decodeTelemetry } from "../../src/wire/index.ts";
import { fileWith, lineOf, readAll, stdinOf } from "../support/recordings.ts";

const startMs = 1_633_362_000_000;

/** What is done to one line of a good recording. */
type Damage =
  | { readonly kind: "none" }
  | { readonly kind: "flip"; readonly at: number; readonly mask: number }
  | { readonly kind: "cut"; readonly at: number }
  | { readonly kind: "field"; readonly key: string; readonly value: unknown }
  | { readonly kind: "payload"; readonly key: string; readonly value: unknown };

const oddity = fc.oneof(fc.constantFrom(null, -1, 0.5, "x", "", [], {}, 1e18, "\ud800"), fc.jsonValue());
const damage: fc.Arbitrary<Damage> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Damage>({ kind: "none" }) },
  fc.record({ kind: fc.constant("flip" as const), at: fc.nat(400), mask: fc.integer({ min: 1, max: 255 }) }),
  fc.record({ kind: fc.constant("cut" as const), at: fc.nat(400) }),
  fc.record({
    kind: fc.constant("field" as const),
    key: fc.constantFrom(
      "topic",
      "partition",
      "offset",
      "ts",
      "payload",
      "key",
      "tstype",
      "headers",
      "broker",
    ),
    value: oddity,
  }),
  fc.record({
    kind: fc.constant("payload" as const),
    key: fc.constantFrom("service", "ts", "intervalMs", "requests", "errors", "operation", "region"),
    value: oddity,
  }),
);

function damaged(line: string, done: Damage): Uint8Array {
  const bytes = Buffer.from(line);
  if (done.kind === "cut") return bytes.subarray(0, done.at % bytes.length);
  if (done.kind === "flip") {
    const at = done.at % bytes.length;
    const flipped = (bytes[at] as number) ^ done.mask;
    // A line feed would make two lines of one; what comes of that is not this test's question.
    bytes[at] = flipped === 10 ? 11 : flipped;
    return bytes;
  }
  if (done.kind === "none") return bytes;
  const value = JSON.parse(line) as Record<string, unknown>;
  if (done.kind === "field") return Buffer.from(JSON.stringify({ ...value, [done.key]: done.value }));
  const payload = JSON.parse(value["payload"] as string) as Record<string, unknown>;
  return Buffer.from(
    JSON.stringify({ ...value, payload: JSON.stringify({ ...payload, [done.key]: done.value }) }),
  );
}

const isBlank = (line: Uint8Array): boolean => Buffer.from(line).toString("utf8").trim() === "";

/** The lines that count, and what reading and decoding made of each. */
function verdicts(
  items: readonly RecordingItem[],
): readonly { readonly line: number; readonly code: string | null }[] {
  return items.flatMap((item) => {
    if (item.kind === "failed") return [];
    if (item.kind !== "message")
      return [{ line: item.line, code: item.kind === "rejected" ? item.code : null }];
    const decoded = decodeTelemetry("error-rate", item.payload, item.arrivalMs);
    return [{ line: item.line, code: decoded.kind === "rejected" ? decoded.code : null }];
  });
}

test("whatever is done to lines, each is either used or refused once, and no untouched line is lost", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(damage, { minLength: 1, maxLength: 30 }),
      fc.boolean(),
      async (damages, packed) => {
        const lines = damages.map((done, at) => damaged(lineOf(startMs + at * 1000), done));
        const text = Buffer.concat(lines.flatMap((line) => [line, Buffer.from("\n")]));
        const items = await readAll([fileWith("mutated", packed ? gzipSync(text) : text)]);
        const found = verdicts(items);
        const expected = lines.flatMap((line, at) => (isBlank(line) ? [] : [at + 1]));
        // A damaged time is another place in the order of arrival.
        expect(found.map(({ line }) => line).toSorted((one, other) => one - other)).toEqual(expected);
        for (const { line, code } of found) {
          if (damages[line - 1]?.kind === "none") expect(code).toBeNull();
          if (code !== null) expect(Object.keys(errorCodes)).toContain(code);
        }
      },
    ),
    { numRuns: 200 },
  );
});

test("a packed recording cut anywhere gives its lines up to the cut, and says once that it was cut", async () => {
  const lines = Array.from({ length: 400 }, (_, at) =>
    lineOf(startMs + at * 1000, { key: String(at * 7919) }),
  );
  const packed = gzipSync(`${lines.join("\n")}\n`);
  let fewest = lines.length;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: packed.length - 1 }), async (end) => {
      const items = await readAll(["-"], stdinOf(packed.subarray(0, end)));
      const messages = items.filter((item) => item.kind === "message");
      const refused = items.filter((item) => item.kind === "rejected");
      expect(messages.map((item) => item.raw)).toEqual(lines.slice(0, messages.length));
      expect(refused.map((item) => item.code)).toEqual(["gzip-truncated"]);
      fewest = Math.min(fewest, messages.length);
    }),
    { numRuns: 80 },
  );
  expect(fewest).toBeLessThan(lines.length / 2);
});

test("a packed recording damaged anywhere never throws, and gives every line that lies before the damage", async () => {
  const lines = Array.from({ length: 400 }, (_, at) =>
    lineOf(startMs + at * 1000, { key: String(at * 7919) }),
  );
  const packed = gzipSync(`${lines.join("\n")}\n`);
  const raws = (items: readonly RecordingItem[]): readonly string[] =>
    items.flatMap((item) => (item.kind === "message" ? [item.raw] : []));
  await fc.assert(
    fc.asyncProperty(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
      const broken = Buffer.from(packed);
      broken[at] = (broken[at] as number) ^ mask;
      const before = raws(await readAll(["-"], stdinOf(packed.subarray(0, at))));
      const found = await readAll([fileWith("damaged.gz", broken)]);
      // What is damaged may claim any time, and so stand before them.
      const untouched = new Set(before);
      expect(raws(found).filter((raw) => untouched.has(raw))).toEqual(before);
      // A time stamp in the header or a padding bit may change without harm; nothing else may go unnoticed.
      if (found.every((item) => item.kind === "message")) expect(raws(found)).toEqual(lines);
    }),
    { numRuns: 40 },
  );
});

test("how a recording is split into files, whatever the files' order, changes no message", async () => {
  const lines = Array.from({ length: 200 }, (_, at) =>
    lineOf(startMs + Math.floor(at / 3) * 1000, { offset: at }),
  );
  const messages = (items: readonly RecordingItem[]): readonly string[] =>
    items.flatMap((item) => (item.kind === "message" ? [`${item.arrivalMs} ${item.offset}`] : []));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(3), { minLength: 200, maxLength: 200 }), async (files) => {
      const paths = [0, 1, 2, 3].map((file) =>
        fileWith(
          `split-${file}`,
          `{"tocsinRecording":1}\n${lines.filter((_, at) => files[at] === file).join("\n")}\n`,
        ),
      );
      const found = messages(await readAll(paths));
      const arrivals = found.map((message) => Number(message.split(" ")[0]));
      expect(arrivals).toEqual(arrivals.toSorted((one, other) => one - other));
      expect(found.toSorted()).toEqual(
        messages(await readAll([fileWith("whole", lines.join("\n"))])).toSorted(),
      );
    }),
    { numRuns: 25 },
  );
});
