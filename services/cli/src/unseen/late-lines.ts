/** A reading that was refused as late. */
export interface LateLine {
  readonly service: string;
  /** How long after the end of its window it arrived, by its own timestamps. */
  readonly delayMs: number;
  /** Producers of its partition that were ahead of its arrival, where they are the reason; some of them. */
  readonly ahead: readonly string[];
}

/** Late readings by what would have helped. */
export interface LateLines {
  /** A higher allowed lateness would have taken them, and how high. */
  readonly reachable: { readonly lines: number; readonly mostMs: number };
  /** Later than any lateness that can be allowed. */
  readonly unreachable: number;
  /** In time by their own timestamps; the clock of the others was ahead. */
  readonly behind: {
    readonly lines: number;
    readonly services: readonly string[];
    readonly ahead: readonly string[];
  };
}

export interface LateLedger {
  readonly add: (line: LateLine) => void;
  readonly told: () => LateLines;
}

/** The most that the configuration allows. */
const highestLatenessMs = 3_600_000;
const mostNames = 5;

export function lateLedger(allowedLatenessMs: number): LateLedger {
  const behind = { lines: 0, services: new Set<string>(), ahead: new Set<string>() };
  let reachable = 0;
  let mostMs = 0;
  let unreachable = 0;
  return {
    add({ service, delayMs, ahead }) {
      if (delayMs > highestLatenessMs) unreachable += 1;
      else if (delayMs > allowedLatenessMs) {
        reachable += 1;
        mostMs = Math.max(mostMs, delayMs);
      } else {
        behind.lines += 1;
        addSome(behind.services, [service]);
        addSome(behind.ahead, ahead);
      }
    },
    told: () => ({
      reachable: { lines: reachable, mostMs },
      unreachable,
      behind: { lines: behind.lines, services: [...behind.services], ahead: [...behind.ahead] },
    }),
  };
}

function addSome(to: Set<string>, names: readonly string[]): void {
  for (const name of names) if (to.size < mostNames) to.add(name);
}
