/** A piece of work for one thread. */
export interface Step {
  /** How long it takes, in whatever unit; it need not be right, only in the right order. */
  readonly length: number;
  /** The step that must be done before, by its place in the list; null: none. */
  readonly after: number | null;
}

/** In what order threads take steps. */
export interface StepOrder {
  /** The place of the step to begin now, which is never given again; null: none can be begun before another is done. */
  readonly take: () => number | null;
  readonly finish: (place: number) => void;
  /** Every step was taken. */
  readonly isEmpty: () => boolean;
}

/**
 * The longest first: one that came last would keep a thread at work while the others have nothing left. Of equally long ones
 * the first in the list. A step is begun as soon as that before it is done, without a wait for the others.
 */
export function stepOrder(steps: readonly Step[]): StepOrder {
  const open = [...steps.entries()].toSorted(([, one], [, other]) => other.length - one.length);
  const finished = new Set<number>();
  return {
    take: () => {
      const at = open.findIndex(([, { after }]) => after === null || finished.has(after));
      const [taken] = at < 0 ? [] : open.splice(at, 1);
      return taken?.[0] ?? null;
    },
    finish: (place) => void finished.add(place),
    isEmpty: () => open.length === 0,
  };
}
