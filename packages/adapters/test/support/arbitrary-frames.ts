import fc from "fast-check";
import { type Field, fieldsOf } from "@tocsin/core";
import { oddity } from "./arbitrary-telemetry.ts";

type Value = Record<string, unknown>;

const name = fc.constantFrom("whatsapp", "a", "A.b_c-d 9", "0", "чат", "支付");
const whole = fc.oneof(fc.nat(1_000_000), fc.constantFrom(0, -0, Number.MAX_SAFE_INTEGER));
const anyWhole = fc.oneof(fc.integer(), fc.constantFrom(Number.MIN_SAFE_INTEGER, -0));
const positive = fc.integer({ min: 1 });
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const column = (cell: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => fc.array(cell, { maxLength: 3 });
const sparse = (cell: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => column(fc.option(cell));

const cells: Readonly<Record<Field["holds"], fc.Arbitrary<unknown>>> = {
  name,
  time: anyWhole,
  interval: positive,
  count: whole,
  duration: finite,
  histogram: fc.array(finite, { maxLength: 4 }),
};
const columnsOfStreams = Object.values(fieldsOf)
  .flat()
  .map(
    ({ name, holds, optional }) => [name, optional ? sparse(cells[holds]) : column(cells[holds])] as const,
  );
const allColumns: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  offset: column(whole),
  ...Object.fromEntries(columnsOfStreams),
};

const columns = fc.record(allColumns, { requiredKeys: ["offset", "service", "ts", "intervalMs"] });

const frameKeys = [
  "v",
  "topic",
  "partition",
  "stream",
  "windowStart",
  "windowMs",
  "watermark",
  "closedBy",
  "counts",
  "part",
  "parts",
  "columns",
] as const;

/** Values that fit the schema of a frame and have no unknown keys; their columns may differ in length. */
export const fittingFrame: fc.Arbitrary<Value> = fc.record(
  {
    v: fc.constant(1),
    topic: fc.string(),
    partition: whole,
    stream: fc.constantFrom("error-rate", "delivery-latency", "report-volume"),
    windowStart: anyWhole,
    windowMs: positive,
    watermark: anyWhole,
    closedBy: fc.constantFrom("message", "tick", "clock", "end"),
    counts: fc.record({ accepted: whole, late: whole, duplicate: whole, conflict: whole, rejected: whole }),
    part: whole,
    parts: positive,
    columns,
    lateColumns: columns,
    unseen: fc.constant(true),
  },
  { requiredKeys: [...frameKeys] },
);

/** A key somewhere in the frame, also one that nobody knows, and what is to stand there; undefined takes it away. */
const change = fc.record({
  where: fc.constantFrom("frame", "counts", "columns", "lateColumns", "cell"),
  key: fc.nat(40),
  to: fc.oneof({ weight: 3, arbitrary: oddity }, { weight: 1, arbitrary: fc.constant(undefined) }),
});

/** Frames in which one or two things are other than they should be, or additional, or missing. */
export const mutatedFrame: fc.Arbitrary<Value> = fc
  .tuple(fittingFrame, fc.array(change, { minLength: 1, maxLength: 2 }))
  .map(([frame, changes]) => changes.reduce<Value>(changed, frame));

function changed(frame: Value, { where, key, to }: { where: string; key: number; to: unknown }): Value {
  if (where === "frame") return set(frame, key, to);
  const inner = where === "cell" ? "columns" : where;
  if (!isObject(frame[inner])) return frame;
  if (where !== "cell") return { ...frame, [inner]: set(frame[inner], key, to) };
  const names = Object.keys(frame[inner]);
  const name = names[key % names.length] ?? "ts";
  const cells: unknown = frame[inner][name];
  return {
    ...frame,
    [inner]: { ...frame[inner], [name]: withCell(cells, to) },
  };
}

function withCell(cells: unknown, cell: unknown): unknown {
  return Array.isArray(cells) ? [...(cells as readonly unknown[]), cell ?? null] : cell;
}

function set(object: Value, key: number, to: unknown): Value {
  const names = [...Object.keys(object), "unknown", "__proto__"];
  const name = names[key % names.length] ?? "unknown";
  const entries = Object.entries(object).filter(([other]) => other !== name);
  return Object.fromEntries(to === undefined ? entries : [...entries, [name, to]]);
}

function isObject(value: unknown): value is Value {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
