import type { Kinds, Reader } from "@tocsin/core";

/**
 * What the fields of a stream hold, in the order in which core lists them, which is the order in which it asks for them:
 * nothing is looked up by its name.
 */
export class HeldInOrder implements Reader<Kinds> {
  readonly values: unknown[];
  /** The field that is asked for next. */
  next = 0;

  constructor(fields: number) {
    this.values = Array.from({ length: fields }, () => null);
  }

  #held(): never {
    const value = this.values[this.next];
    this.next += 1;
    return value as never;
  }

  name(): string {
    return this.#held();
  }

  optionalName(): string | null {
    return this.#held();
  }

  time(): number {
    return this.#held();
  }

  interval(): number {
    return this.#held();
  }

  count(): number {
    return this.#held();
  }

  optionalCount(): number | null {
    return this.#held();
  }

  optionalDuration(): number | null {
    return this.#held();
  }

  optionalHistogram(): readonly number[] | null {
    return this.#held();
  }
}
