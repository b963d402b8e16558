/** Starts that evidence is kept for: this window and the twenty before (rule 18). */
export const startsKept = 21;

/** Effect sizes that are tested at once and averaged (rule 8). */
export const effectSizes = 2;

/** Onsets that are tried every window, in windows before now (rule 18). */
export const lagGrid = [0, 1, 2, 3, 4, 6, 8, 11, 15] as const;

/** Starts at multiples of these windows are kept for longer (rule 38): so many of each, the denser the younger. */
const anchorDistances = [8, 16, 32] as const;
const anchorsPerDistance = [4, 2, 2] as const;

/** Old starts that evidence is kept for, from the youngest to the oldest. */
export const anchorsKept = 8;
/** The youngest one is not tried: recent starts say more. */
export const firstTried = 1;

/** Onsets that are tried every window: the grid, then the old starts. */
export const onsetsTried = lagGrid.length + anchorsKept - firstTried;

/** Which of the distances an old start has; its number among those of that distance. */
function placeOf(anchor: number): readonly [position: number, turn: number] {
  let position = 0;
  let turn = anchor;
  while (turn >= anchorsPerDistance[position]!) {
    turn -= anchorsPerDistance[position]!;
    position += 1;
  }
  return [position, turn];
}

/** Age at which a start comes to those of a distance, when it leaves the denser ones; and where these are kept. */
function entryOf(position: number): readonly [age: number, slot: number] {
  let age = 0;
  let slot = 0;
  for (let denser = 0; denser < position; denser += 1) {
    age += anchorsPerDistance[denser]! * anchorDistances[denser]!;
    slot += anchorsPerDistance[denser]!;
  }
  return [age, slot];
}

/** Where an old start stands among those of its distance, and when it comes to them. */
interface Place {
  readonly position: number;
  readonly turn: number;
  readonly age: number;
  readonly distance: number;
}

/** Of each old start; asked for every window. */
const places: readonly Place[] = Array.from({ length: anchorsKept }, (_, anchor) => {
  const [position, turn] = placeOf(anchor);
  const [age] = entryOf(position);
  return { position, turn, age, distance: anchorDistances[position]! };
});

const remainder = (value: number, divisor: number): number => ((value % divisor) + divisor) % divisor;

function slotIn(position: number, start: number): number {
  const turn = remainder(start / anchorDistances[position]!, anchorsPerDistance[position]!);
  return entryOf(position)[1] + turn;
}

/** Age in windows of an old start, the youngest being 0. */
export function anchorLag(window: number, anchor: number): number {
  const { turn, age, distance } = places[anchor]!;
  const newest = Math.floor((window - age) / distance) * distance;
  return window - newest + turn * distance;
}

/** Where each of the old starts is kept in a window, the youngest first. */
export const anchorSlots = (window: number): readonly number[] =>
  places.map(({ position }, anchor) => slotIn(position, window - anchorLag(window, anchor)));

/**
 * How the old starts are kept when a window begins: the slots that move, the oldest first so that none is overwritten
 * before it has moved on; then the slot of the start that begins, null where none does.
 */
export function anchorMoves(window: number): {
  readonly moves: readonly (readonly [from: number, to: number])[];
  readonly begins: number | null;
} {
  const moves: (readonly [number, number])[] = [];
  for (let position = anchorDistances.length - 1; position > 0; position -= 1) {
    const start = window - entryOf(position)[0];
    if (remainder(start, anchorDistances[position]!) !== 0) continue;
    moves.push([slotIn(position - 1, start), slotIn(position, start)]);
  }
  return { moves, begins: remainder(window, anchorDistances[0]) === 0 ? slotIn(0, window) : null };
}

/** Which old start a tried onset is; null where it is one of the grid. */
const anchorOf = (onset: number): number | null =>
  onset < lagGrid.length ? null : onset - lagGrid.length + firstTried;

/**
 * What an onset weighs in a sum over onsets: an eighth of all windows begin an old start too, and together they weigh as
 * much as the windows there are, so that the mean of the sum grows by one a window at most.
 */
export const weightOf = (onset: number): number => (onset < lagGrid.length ? 7 / 8 : 1);

/** How many windows' onsets a tried onset stands for, beside its own: those until the next younger old start. */
export function spanOf(onset: number): number {
  const anchor = anchorOf(onset);
  return anchor === null ? 0 : places[anchor]!.distance - 1;
}

/** Age in windows of a tried onset. */
export function lagOf(window: number, onset: number): number {
  const anchor = anchorOf(onset);
  return anchor === null ? lagGrid[onset]! : anchorLag(window, anchor);
}
