import type { Breed } from "../inputs/breed.ts";

/** Something that reads bytes of strangers, as the fuzzer sees it. */
export interface Parser {
  readonly name: string;
  readonly seeds: readonly Uint8Array[];
  /** How inputs are made of those that were of use. One is drawn each time. */
  readonly breeds: readonly Breed[];
  /**
   * Reads the input and gives the codes that it told. Throws where a promise is broken: for no input anything else than
   * what the parser is documented to give may come.
   */
  readonly parse: (input: Uint8Array) => readonly string[] | Promise<readonly string[]>;
}

export const bytesOf = (text: string): Uint8Array => Buffer.from(text);

export const json = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

/** Throws unless it holds. */
export function promise(isKept: boolean, what: string): void {
  if (!isKept) throw new Error(`a promise is broken: ${what}`);
}

/** No number of what was read may be none. */
export function allFinite(value: unknown, what: string): void {
  if (typeof value === "number") promise(Number.isFinite(value), `${what} holds ${value}`);
  else if (typeof value === "object" && value !== null)
    for (const inner of Object.values(value) as unknown[]) allFinite(inner, what);
}
