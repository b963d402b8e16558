import type { Kinds, Reader } from "./kinds.ts";
import { type Reading, readFields, type Stream } from "./reading.ts";

type OfStream<S extends Stream> = Extract<Reading, { readonly stream: S }>;

/** The fields of a reading by name; those that may be null may be left out. */
export type FieldsOf<S extends Stream> = {
  readonly [F in keyof OfStream<S> as null extends OfStream<S>[F] ? never : F]: OfStream<S>[F];
} & { readonly [F in keyof OfStream<S> as null extends OfStream<S>[F] ? F : never]?: OfStream<S>[F] };

const held = (value: unknown): never => (value ?? null) as never;

/** Takes fields as they are, unchecked, and null for those that are left out. */
const asTheyAre: Reader<Kinds> = {
  name: held,
  optionalName: held,
  time: held,
  interval: held,
  count: held,
  optionalCount: held,
  optionalDuration: held,
  optionalHistogram: held,
};

/** A reading with these fields, and null in the others. Also brings one of a version that knew fewer up to date. */
export function readingOf<S extends Stream>(fields: FieldsOf<S> & { readonly stream: S }): OfStream<S> {
  return readFields<Kinds>(fields.stream, fields, asTheyAre) as OfStream<S>;
}
