/** One thing that is well, or what is wrong with it. */
export interface HealthCheck {
  readonly name: string;
  readonly ok: boolean;
  /** null where it is well. */
  readonly reason: string | null;
  /** What there is to know although it is well; absent where there is nothing. */
  readonly note?: string;
}

export interface HealthVerdict {
  readonly ok: boolean;
  readonly checks: readonly HealthCheck[];
}

/**
 * What the workers of a process say of themselves. Alive means that each makes progress within its deadline, not that
 * the process runs. Ready means that every named condition holds.
 */
export interface Health {
  /** A worker promises progress at least this often; the first time from now. */
  watch(worker: string, deadlineMs: number): void;
  /** The worker has done something: taken records, or found that there are none. Throws for one never watched. */
  progress(worker: string): void;
  /** The worker has stopped on purpose: it owes no progress any more. */
  unwatch(worker: string): void;
  /** A condition holds (null), or does not, and why. It counts from the first call on. */
  ready(condition: string, reason: string | null): void;
  /** What there is to know of a condition, whether it holds or not, without changing that; null: nothing. */
  note(condition: string, note: string | null): void;
  alive(): HealthVerdict;
  readiness(): HealthVerdict;
}

/** `now` is a clock in milliseconds that never goes back. */
export function health(now: () => number = () => performance.now()): Health {
  const heartbeats = new Map<string, Heartbeat>();
  const conditions = new Map<string, string | null>();
  const notes = new Map<string, string>();
  return {
    watch: (worker, deadlineMs) => {
      heartbeats.set(worker, { deadlineMs, lastMs: now(), watched: true });
    },
    progress: (worker) => {
      const heartbeat = heartbeats.get(worker);
      if (heartbeat === undefined) throw new Error(`${worker} makes progress but is not watched`);
      heartbeat.lastMs = now();
    },
    unwatch: (worker) => {
      const heartbeat = heartbeats.get(worker);
      if (heartbeat !== undefined) heartbeat.watched = false;
    },
    ready: (condition, reason) => {
      conditions.set(condition, reason);
    },
    note: (condition, note) => {
      if (note === null) notes.delete(condition);
      else notes.set(condition, note);
    },
    alive: () => {
      const watched = [...heartbeats].filter(([, { watched }]) => watched);
      return verdict(watched.map(([name, heartbeat]) => check(name, overdue(heartbeat, now()))));
    },
    readiness: () =>
      conditions.size === 0
        ? verdict([check("start", "nothing has said yet that it is ready")])
        : verdict([...conditions].map(([name, reason]) => check(name, reason, notes.get(name)))),
  };
}

interface Heartbeat {
  readonly deadlineMs: number;
  lastMs: number;
  watched: boolean;
}

function overdue({ deadlineMs, lastMs }: Heartbeat, nowMs: number): string | null {
  const sinceMs = nowMs - lastMs;
  return sinceMs <= deadlineMs
    ? null
    : `no progress for ${Math.floor(sinceMs / 1000)} s; at least every ${deadlineMs / 1000} s was promised`;
}

function check(name: string, reason: string | null, note?: string): HealthCheck {
  return { name, ok: reason === null, reason, ...(note === undefined ? {} : { note }) };
}

function verdict(checks: readonly HealthCheck[]): HealthVerdict {
  return { ok: checks.every(({ ok }) => ok), checks };
}
