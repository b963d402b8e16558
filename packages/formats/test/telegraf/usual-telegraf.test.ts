import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { decoderFor } from "@tocsin/formats";
import { text } from "../support/otlp-json.ts";
import { noon, outcome } from "../support/read-all.ts";

/*
 * What Telegraf writes is read from its bytes. The same message with a space before it says the same, and is read as JSON:
 * both must give the same, whatever stands in it.
 */

const mapping = {
  metrics: [
    { metric: "requests", as: "requests" as const },
    { metric: "requests", as: "errors" as const, where: { status: "5*" } },
    { metric: "other_total", as: "requests" as const },
    { metric: "wait_bucket", as: "latency" as const },
    { metric: "up", as: "up" as const },
  ],
};

function readBy(messages: readonly Uint8Array[]) {
  const decoder = decoderFor("telegraf", mapping, { limits: { maxSeries: 5, maxIntervals: 30 } });
  const read = outcome(decoder, messages);
  return { ...read, state: decoder.state(), leftOut: [...decoder.leftOut()] };
}

const names = fc.constantFrom("requests", "requests", "wait_bucket", "up", "other", "");
const fieldNames = fc.constantFrom("value", "value", "total", "count", "counter", "__proto__", "");
const numbers = fc.oneof(
  { weight: 6, arbitrary: fc.nat(500).map(String) },
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => JSON.stringify(number)),
  fc.constantFrom("-0", "1e3", "1E-2", "-7.25", "1e999", "0.1234567890123456789", "9".repeat(60)),
);
const values = fc.oneof({ weight: 9, arbitrary: numbers }, fc.constantFrom("true", "false", '"text"', '""'));
const times = fc.oneof(
  { weight: 9, arbitrary: fc.nat(40).map((quarters) => `${noon / 1000 + quarters * 15}`) },
  fc.constantFrom(`${noon}`, `${noon}000000`, `${noon / 1000}.5`, "0", "-1", "1e12"),
);
const tags = fc.uniqueArray(
  fc.tuple(
    fc.constantFrom("service", "service", "status", "le", "0", "__proto__"),
    fc.constantFrom("a", "b", "503", "0.5", "", "x}],{'"),
  ),
  { maxLength: 4, selector: ([name]) => name },
);
const fields = fc.uniqueArray(fc.tuple(fieldNames, values), { maxLength: 4, selector: ([name]) => name });

type Tokens = readonly string[];

const object = (members: readonly (readonly [Tokens, Tokens])[]): Tokens => [
  "{",
  ...members.flatMap(([name, value], index) => [...(index === 0 ? [] : [","]), ...name, ":", ...value]),
  "}",
];
const quoted = (word: string): Tokens => [JSON.stringify(word)];

/** Metrics as Telegraf writes them, but in any order, in tokens of JSON. */
const metrics = fc
  .record({
    name: names,
    tags,
    fields,
    time: times,
    order: fc.shuffledSubarray(["fields", "name", "tags", "timestamp"] as const, { minLength: 4 }),
  })
  .map(({ name, tags: labels, fields: told, time, order }): Tokens => {
    const sorted = told.toSorted(([one], [other]) => (one < other ? -1 : 1));
    const written = {
      name: quoted(name),
      tags: object(labels.map(([tag, label]) => [quoted(tag), quoted(label)] as const)),
      fields: object(sorted.map(([field, value]) => [quoted(field), [value]] as const)),
      timestamp: [time],
    };
    return object(order.map((member) => [quoted(member), written[member]] as const));
  });

const listed = (all: readonly Tokens[]): Tokens =>
  all.flatMap((tokens, index) => [...(index === 0 ? [] : [","]), ...tokens]);

/** What may stand in the place of another token, or beside it. */
const odd = fc.constantFrom(
  ...'| |,|}|]|null|[1]|{"a":1}|tru|true|01|-01|1.|.5|-|+1|1e|0.5|7'.split("|"),
  ...'"é"|"a\\"b"|"\\u0041"|"a\u0001b"|"a|"1"|"value"|"service"|"up"|"x"'.split("|"),
);
const oddities = fc.option(fc.tuple(fc.nat(), odd, fc.boolean()), { freq: 2 });

const messages = fc
  .tuple(
    fc.array(metrics, { maxLength: 8 }),
    fc.boolean(),
    oddities,
    fc.constantFrom("", "", "\n", "\n\n", "]"),
  )
  .map(([all, isBatch, oddity, end]) => {
    const tokens = isBatch ? ['{"metrics":[', ...listed(all), "]}"] : [...(all[0] ?? [])];
    if (oddity !== null) {
      const [at, token, isMore] = oddity;
      tokens.splice(at % (tokens.length + 1), isMore ? 0 : 1, token);
    }
    return `${tokens.join("")}${end}`;
  });

test("metrics of Telegraf give the same as when they are written with a space, whatever stands in them", () => {
  fc.assert(
    fc.property(fc.array(messages, { maxLength: 5 }), (all) => {
      const general = readBy(all.map((message) => text(` ${message}`)));
      expect(readBy(all.map(text))).toEqual(general);
    }),
    { numRuns: 1000 },
  );
});

test("fields that are called as whole numbers are told in the order in which JSON has them", () => {
  const message = `{"fields":{"":1,"01":1,"1":2,"a":3},"name":"other","tags":{},"timestamp":${noon / 1000}}`;
  expect([...readBy([text(message)]).leftOut]).toEqual([...readBy([text(` ${message}`)]).leftOut]);
});

test("damaged metrics of Telegraf give the same as when they are written with a space, wherever the damage is", () => {
  const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 2 });
  fc.assert(
    fc.property(messages, damage, fc.nat(3), (message, changes, cut) => {
      const bytes = Uint8Array.from(text(message));
      for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
      const usual = bytes.subarray(0, bytes.length - cut);
      const general = Uint8Array.from([0x20, ...usual]);
      expect(readBy([usual, usual])).toEqual(readBy([general, general]));
    }),
    { numRuns: 1000 },
  );
});

const growingMetric = (index: number): string =>
  `{"fields":{"total":${index * 5},"up":true},"name":"http","tags":{"host":"h-1","service":"a"},"timestamp":${noon / 1000 + index * 60}}`;

test("of metrics of Telegraf that are written as usual only the tags of new series are read as JSON", () => {
  const parse = vi.spyOn(JSON, "parse");
  const decoder = decoderFor("telegraf", { metrics: [{ metric: "http_total", as: "requests" }] });
  try {
    const told = [0, 1, 2].map((index) => text(`{"metrics":[${growingMetric(index)}]}\n`));
    const read = outcome(decoder, told);
    expect({ parsed: new Set(parse.mock.calls.map(([json]) => json)), values: read.values.length }).toEqual({
      parsed: new Set(['{"host":"h-1","service":"a"}']),
      values: 2,
    });
    expect([...decoder.leftOut()]).toEqual([["http_up", 3]]);
  } finally {
    parse.mockRestore();
  }
});
