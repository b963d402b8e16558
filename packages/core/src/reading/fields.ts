import type { Kinds, Reader } from "./kinds.ts";
import { type Reading, readFields, type Stream } from "./reading.ts";

/** A field of a stream, as the file of the stream lists it. */
export interface Field {
  readonly name: string;
  readonly holds: "name" | "time" | "interval" | "count" | "duration" | "histogram";
  /** Whether a producer may leave it out; readings then have null. */
  readonly optional: boolean;
}

type Described = Omit<Field, "name">;

/** Reads nothing and says what each kind is. */
const describing: Reader<Record<keyof Kinds, Described>> = {
  name: () => ({ holds: "name", optional: false }),
  optionalName: () => ({ holds: "name", optional: true }),
  time: () => ({ holds: "time", optional: false }),
  interval: () => ({ holds: "interval", optional: false }),
  count: () => ({ holds: "count", optional: false }),
  optionalCount: () => ({ holds: "count", optional: true }),
  optionalDuration: () => ({ holds: "duration", optional: true }),
  optionalHistogram: () => ({ holds: "histogram", optional: true }),
};

const named: ReadonlySet<string> = new Set(["service", "operation", "region", "source", "ts", "intervalMs"]);

function described(stream: Stream): readonly Field[] {
  const { stream: _stream, ...fields } = readFields(stream, {}, describing);
  return Object.entries(fields).map(([name, field]) => ({ name, ...field }));
}

/** All fields of each stream, in the order of a frame's columns. */
export const fieldsOf: Readonly<Record<Stream, readonly Field[]>> = {
  "error-rate": described("error-rate"),
  "delivery-latency": described("delivery-latency"),
  "report-volume": described("report-volume"),
};

const measured = (stream: Stream): readonly Field[] =>
  fieldsOf[stream].filter(({ name }) => !named.has(name));

/** The fields that a stream has for itself: those beside who a reading is about and when. */
export const valuesOf: Readonly<Record<Stream, readonly Field[]>> = {
  "error-rate": measured("error-rate"),
  "delivery-latency": measured("delivery-latency"),
  "report-volume": measured("report-volume"),
};

/** What stands in a field of a reading. */
export function heldIn(reading: Reading, { name }: Field): unknown {
  return (reading as Readonly<Record<string, unknown>>)[name];
}
