/** The clock of a partition whose messages have no producer that could be told from others, as plain data. */
export interface ArrivalClockState {
  /** Epoch ms; null until messages agree. */
  readonly timeMs: number | null;
  /** Arrivals in a row that are far from the clock, and agree with each other. */
  readonly far: readonly number[];
}

export interface ArrivalClock {
  /** Null until messages agree. */
  readonly timeMs: () => number | null;
  /** Whether the arrival is believed. `isKnown`: somebody who knows the time has checked it. */
  readonly hear: (arrivalMs: number, isKnown: boolean) => boolean;
  /** At the end nobody comes who could contradict: what waits is believed where nothing else is known. */
  readonly settle: () => void;
  readonly state: () => ArrivalClockState;
}

/** Times that are not further apart agree. */
const agreementMs = 600_000;

/** How far ahead of the clock a message is believed by itself, as in partitions of our own telemetry. */
const reachMs = 720_000;

/** So many in a row move a clock that stands: one message of a wrong clock costs itself alone. */
const enoughFar = 3;

/**
 * The newest arrival of a partition. One that is far ahead is believed when two more in a row agree with it, and the first of
 * all when one more does; so it follows from the order of the log alone. It never goes back.
 */
export function arrivalClock(state: ArrivalClockState = { timeMs: null, far: [] }): ArrivalClock {
  let { timeMs } = state;
  let far = [...state.far];
  const moveTo = (toMs: number): void => {
    timeMs = Math.max(timeMs ?? toMs, toMs);
    far = [];
  };
  return {
    timeMs: () => timeMs,
    hear: (arrivalMs, isKnown) => {
      if (isKnown || (timeMs !== null && arrivalMs <= timeMs + reachMs)) {
        moveTo(arrivalMs);
        return true;
      }
      const [first] = far;
      far =
        first === undefined || Math.abs(arrivalMs - first) > agreementMs ? [arrivalMs] : [...far, arrivalMs];
      if (far.length < (timeMs === null ? 2 : enoughFar)) return false;
      moveTo(Math.max(...far));
      return true;
    },
    settle: () => {
      const [first] = far;
      if (timeMs === null && first !== undefined) moveTo(first);
    },
    state: () => ({ timeMs, far }),
  };
}
