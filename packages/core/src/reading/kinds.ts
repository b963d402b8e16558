/** What a field of the telemetry can hold, and what a reading has there. Null: the producer left it out. */
export interface Kinds {
  readonly name: string;
  readonly optionalName: string | null;
  /** Start of the interval, epoch milliseconds. */
  readonly time: number;
  /** Length of the interval, milliseconds. */
  readonly interval: number;
  /** A whole number from 0 to 2^53 - 1. */
  readonly count: number;
  readonly optionalCount: number | null;
  /** Milliseconds, also parts of one. */
  readonly optionalDuration: number | null;
  /** Flat pairs `[leMs, cumulative count, …]`, ascending. */
  readonly optionalHistogram: readonly number[] | null;
}

type OfKinds = Readonly<Record<keyof Kinds, unknown>>;

/** Where the fields stand: a message, or an object with the fields themselves. */
export type Source = Readonly<Record<string, unknown>>;

/** Makes of what stands in the source what is wanted of a field of each kind. */
export type Reader<Wanted extends OfKinds> = {
  readonly [K in keyof Kinds]: (held: unknown) => Wanted[K];
};

/** The columns that every frame has; others are left out where nothing stands in them. */
type Always = "service" | "ts" | "intervalMs";

/** The fields of a stream in columns of equal length. */
export type ColumnsOf<Fields> = { readonly [F in keyof Fields & Always]: readonly Fields[F][] } & {
  readonly [F in Exclude<keyof Fields, Always | "stream">]?: readonly Fields[F][];
};
