/** One line as far as order goes. */
export interface LineFact {
  readonly place: number;
  readonly arrivalMs: number;
  readonly isBare: boolean;
  /** Where the line begins in the unpacked file, and its number. */
  readonly byte: number;
  readonly line: number;
}

/** The lines that are looked at together; columns, because there are as many lines as a file has. */
export interface FactWindow {
  readonly place: Int32Array;
  readonly arrivalMs: Float64Array;
  readonly byte: Float64Array;
  readonly line: Float64Array;
  /** How far the line may stand behind others and still be taken as it lies. */
  readonly slackMs: Float64Array;
  held: number;
}

/**
 * How far a line with an envelope may stand behind lines of other partitions and still be taken as it lies: clocks of
 * producers differ by minutes. Less than the intake bears (`partitionIdleMs` less `clockReachMs`), so a frame cannot depend
 * on it.
 */
export const envelopeSlackMs = 1_800_000;

/** Bare telemetry has no partitions, so what lies behind by more than the usual allowed lateness would be late. */
const bareSlackMs = 30_000;

const windowFacts = 16_384;
/** A line whose arrival is in doubt is judged by the next lines of its place, so many of them, within so many lines. */
const aheadOfPlace = 16;
export const aheadFacts = 2048;

export const factWindow = (): FactWindow => ({
  place: new Int32Array(windowFacts),
  arrivalMs: new Float64Array(windowFacts),
  byte: new Float64Array(windowFacts),
  line: new Float64Array(windowFacts),
  slackMs: new Float64Array(windowFacts),
  held: 0,
});

export const isFull = ({ held }: FactWindow): boolean => held === windowFacts;

export function addFact(window: FactWindow, fact: LineFact): void {
  const at = window.held;
  window.place[at] = fact.place;
  window.arrivalMs[at] = fact.arrivalMs;
  window.byte[at] = fact.byte;
  window.line[at] = fact.line;
  window.slackMs[at] = fact.isBare ? bareSlackMs : envelopeSlackMs;
  window.held += 1;
}

/** Forgets the first lines. */
export function dropFacts(window: FactWindow, count: number): void {
  for (const column of [window.place, window.arrivalMs, window.byte, window.line, window.slackMs]) {
    column.copyWithin(0, count, window.held);
  }
  window.held -= count;
}

/**
 * The arrival of a later line of the same place, if more than a quarter of the place's next lines lie before this one by
 * more than the slack, so that its own arrival cannot be right; null where they do not. A quarter, because the true clock
 * soon comes within the slack of an arrival that is not very far ahead.
 */
export function contradictedBy({ place, arrivalMs, slackMs, held }: FactWindow, at: number): number | null {
  const own = place[at];
  const limitMs = (arrivalMs[at] as number) - (slackMs[at] as number);
  const end = Math.min(held, at + aheadFacts);
  let seen = 0;
  let against = 0;
  let first: number | null = null;
  for (let next = at + 1; next < end && seen < aheadOfPlace; next += 1) {
    if (place[next] !== own) continue;
    seen += 1;
    if ((arrivalMs[next] as number) >= limitMs) continue;
    against += 1;
    first ??= arrivalMs[next] as number;
  }
  return against * 4 > seen ? first : null;
}
