/** A number is a float, a bigint a whole number. */
export type FieldValue = number | bigint | boolean | string;

/** One point of the projection. Points of the same measurement, tags and time are one point: the later write stays. */
export interface Point {
  readonly measurement: string;
  readonly tags: Readonly<Record<string, string>>;
  /** What is null, or no finite number, is not written. */
  readonly fields: Readonly<Record<string, FieldValue | null>>;
  readonly timestampMs: number;
  /** 0 to 999,999, behind the millisecond: keeps apart what happened at the same instant. 0 unless given. */
  readonly nanoseconds?: number;
}
