/** A number that was measured, and what it should be. */
export interface Goal {
  readonly what: string;
  readonly value: number;
  /** The least or the most that is right. */
  readonly target: { readonly atLeast: number } | { readonly atMost: number };
}

/** What one data set says. */
export interface SetResult {
  readonly name: string;
  readonly goals: readonly Goal[];
  /** One line each of what stands behind the numbers. */
  readonly details: readonly string[];
  /** What the set cannot tell, whatever comes out. */
  readonly cannotTell: readonly string[];
}

export const isReached = ({ value, target }: Goal): boolean =>
  "atLeast" in target ? value >= target.atLeast : value <= target.atMost;

export const targetInWords = ({ target }: Goal): string =>
  "atLeast" in target ? `at least ${target.atLeast}` : `at most ${target.atMost}`;
