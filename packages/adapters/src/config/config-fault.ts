import type { ErrorCode } from "@tocsin/contracts";

/** Something wrong in a file that a user wrote, and where. */
export interface ConfigFault {
  readonly code: ErrorCode;
  readonly file: string;
  /** Counted from 1; both are 1 where the whole file is meant. */
  readonly line: number;
  readonly column: number;
  /** Keys and positions from the top, joined by dots; empty for the whole file. */
  readonly path: string;
  readonly message: string;
}

export type ConfigPath = readonly (string | number)[];

export interface FilePosition {
  readonly line: number;
  readonly column: number;
}

export type Loaded<Value> =
  | { readonly kind: "loaded"; readonly value: Value }
  | { readonly kind: "faulty"; readonly faults: readonly ConfigFault[] };
