import { DeliveryLatencyTelemetry, ErrorRateTelemetry, ReportVolumeTelemetry } from "@tocsin/contracts";
import { decodeFrame, decodeTelemetry } from "@tocsin/adapters/wire";
import { type Field, fieldsOf, type Frame, intake, type Reading, type Stream, valuesOf } from "@tocsin/core";
import { describe, expect, test } from "vitest";
import { sameValues } from "../../packages/core/src/reading/identity.ts";
import { readingsOf } from "../../packages/core/src/window/frame-readings.ts";

/*
 * Whatever fields the list of a stream has, each of them goes the whole way from a message to a frame and back. So a
 * field that is added is tested here as soon as it is in the list, and missed as soon as it is in the contract alone.
 */

const schemas = {
  "error-rate": ErrorRateTelemetry,
  "delivery-latency": DeliveryLatencyTelemetry,
  "report-volume": ReportVolumeTelemetry,
} as const satisfies Record<Stream, unknown>;

const windowMs = 60_000;

/** What a producer sends in a field of each kind, and what a reading then holds; numbers that do not contradict. */
const examples: Readonly<Record<Field["holds"], { readonly sent: unknown; readonly held: unknown }>> = {
  name: { sent: "eu-1", held: "eu-1" },
  time: { sent: windowMs, held: windowMs },
  interval: { sent: windowMs, held: windowMs },
  count: { sent: 5, held: 5 },
  duration: { sent: 250.5, held: 250.5 },
  histogram: {
    sent: [
      { leMs: 100, count: 2 },
      { leMs: 200, count: 5 },
    ],
    held: [100, 2, 200, 5],
  },
};

/** What a reading could hold instead. */
const others: Readonly<Record<Field["holds"], unknown>> = {
  name: "eu-2",
  time: 0,
  interval: 1,
  count: 4,
  duration: 250,
  histogram: [100, 2, 200, 4],
};

const sentWith = (fields: readonly Field[]): string =>
  JSON.stringify(Object.fromEntries(fields.map(({ name, holds }) => [name, examples[holds].sent])));

function readingIn(stream: Stream, message: string): Reading {
  const decoded = decodeTelemetry(stream, message, 2 * windowMs);
  if (decoded.kind !== "reading") throw new Error(`no reading: ${JSON.stringify(decoded)}`);
  return decoded.reading;
}

/** The one frame of a message, as it is on the topic. */
function frameOf(stream: Stream, reading: Reading): Frame {
  const streams = new Map([["telemetry", stream]]);
  const running = intake({ windowMs, allowedLatenessMs: 30_000, partitionIdleMs: 3_600_000, streams });
  const place = { topic: "telemetry", partition: 0, offset: 0, arrivalMs: 2 * windowMs };
  running.step({ ...place, content: { kind: "reading", reading } });
  const decoded = decodeFrame(JSON.stringify(running.end().frames[0]), windowMs);
  if (decoded.kind !== "frame") throw new Error(`no frame: ${JSON.stringify(decoded)}`);
  return decoded.frame;
}

const heldIn = (reading: object, name: string): unknown => (reading as Record<string, unknown>)[name];

describe.each(Object.keys(schemas) as readonly Stream[])("%s", (stream) => {
  const fields = fieldsOf[stream];
  const required = fields.filter(({ optional }) => !optional);

  test("the list has the fields of the contract, and the same of them may be left out", () => {
    const shape = Object.entries(schemas[stream].shape);
    const ofContract = shape.map(([name, field]) => ({ name, optional: field.type === "optional" }));
    const byName = (one: { name: string }, other: { name: string }) => (one.name < other.name ? -1 : 1);
    const ofList = fields.map(({ name, optional }) => ({ name, optional }));
    expect(ofList.toSorted(byName)).toEqual(ofContract.toSorted(byName));
  });

  test.each(fields)("$name goes from a message into a frame and back into a reading", (field) => {
    const sent = [...required.filter((other) => other !== field), field];
    const reading = readingIn(stream, sentWith(sent));
    expect(heldIn(reading, field.name)).toEqual(examples[field.holds].held);
    const frame = frameOf(stream, reading);
    expect(heldIn(frame.columns, field.name)).toEqual([examples[field.holds].held]);
    expect(readingsOf(frame)).toEqual([reading]);
  });

  test("what is left out is null in a reading and has no column in a frame", () => {
    const reading = readingIn(stream, sentWith(required));
    const frame = frameOf(stream, reading);
    for (const { name } of fields.filter(({ optional }) => optional)) {
      expect(heldIn(reading, name)).toBeNull();
      expect(frame.columns).not.toHaveProperty(name);
    }
    expect(readingsOf(frame)).toEqual([reading]);
  });

  test.each(valuesOf[stream])("readings that differ in $name alone are in conflict", ({ name, holds }) => {
    const reading = readingIn(stream, sentWith(fields));
    expect(sameValues(reading, { ...reading })).toBe(true);
    expect(sameValues(reading, { ...reading, [name]: others[holds] })).toBe(false);
  });

  test.each(fields)("$name of another type is refused by name, or left out by name", (field) => {
    const { name, optional, holds } = field;
    const message = JSON.stringify({ ...(JSON.parse(sentWith(fields)) as object), [name]: true });
    const decoded = decodeTelemetry(stream, message, 2 * windowMs);
    if (optional && holds !== "name") expect(decoded).toMatchObject({ kind: "reading", dropped: [name] });
    else
      expect(decoded).toMatchObject({ kind: "rejected", reason: expect.stringContaining(name) as unknown });
  });
});
