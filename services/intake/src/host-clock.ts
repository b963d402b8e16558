export interface HostTime {
  /** What arrives now has arrived at this time at most. Epoch ms. */
  readonly nowMs: number;
  /** To where time passes by itself, where nothing arrives, epoch ms; null while that is not sure. */
  readonly passMs: number | null;
}

/** What an intake takes for the wall clock: the host's, as long as nothing speaks against it. */
export interface HostClock {
  look(): HostTime;
  /** The host's own time at this moment, epoch ms; what readers stamp with. */
  hostMs(): number;
  /** A memory of telemetry up to that time was taken up. */
  knew(newestMs: number): void;
  /** A message says that it arrived at `arrivalMs`. `isNew`: it came in since the end of its partition was last seen. */
  heard(arrivalMs: number, isNew: boolean): void;
}

export interface HostClockOptions {
  /** The host's time, epoch ms. It may step in both directions. */
  readonly wallMs: () => number;
  /** Milliseconds since some moment; never goes back, whatever is done to the wall clock. */
  readonly elapsedMs: () => number;
  /** Called when the host's clock is no longer believed, with how far it is ahead of what is, and when it is again. */
  readonly told: (doubt: HostClockDoubt | null) => void;
}

export interface HostClockDoubt {
  /** The host's time less the one that is gone by, ms. */
  readonly aheadMs: number;
}

/** Corrections of a clock that runs well are smaller. */
const stepMs = 10_000;
/** Times that are not further apart agree. */
const agreementMs = 600_000;
/** So long the host is doubted where no message says anything; and so many new messages decide before. */
const doubtMs = 120_000;
const votesNeeded = 5;

/**
 * Telemetry closes windows for good by this clock, so one second of a wrong one must not do that.
 *
 * - Where the host's clock has made a step of more than ten seconds beside the elapsed time, or at the start stands more
 *   than ten minutes from all that is known of the telemetry, it is in doubt, and time does not pass by itself.
 * - A message within ten minutes of the host's time settles it for the host. Five new messages in a row that are not are
 *   against it: from then on time passes as they say. Where none comes, the host is believed again after two minutes:
 *   then the telemetry has fallen silent, which must be told.
 */
export function hostClock({ wallMs, elapsedMs, told }: HostClockOptions): HostClock {
  let anchor: { readonly atMs: number; readonly elapsedMs: number } | null = null;
  let newestMs: number | null = null;
  let doubtedSinceMs: number | null = null;
  let against = 0;

  const goneOnMs = (): number =>
    anchor === null ? wallMs() : anchor.atMs + (elapsedMs() - anchor.elapsedMs);

  function settle(atMs: number): void {
    anchor = { atMs, elapsedMs: elapsedMs() };
    against = 0;
    if (doubtedSinceMs === null) return;
    doubtedSinceMs = null;
    told(null);
  }

  function doubt(): void {
    if (doubtedSinceMs !== null) return;
    doubtedSinceMs = elapsedMs();
    told({ aheadMs: wallMs() - goneOnMs() });
  }

  function begin(): void {
    const wall = wallMs();
    anchor = { atMs: wall, elapsedMs: elapsedMs() };
    if (newestMs === null || Math.abs(wall - newestMs) <= agreementMs) return;
    anchor = { atMs: newestMs, elapsedMs: elapsedMs() };
    doubt();
  }

  function judge(): void {
    if (anchor === null) begin();
    const wall = wallMs();
    if (doubtedSinceMs === null) {
      if (Math.abs(wall - goneOnMs()) <= stepMs) settle(wall);
      else doubt();
      return;
    }
    const isBack = Math.abs(wall - goneOnMs()) <= stepMs;
    if (isBack || (against === 0 && elapsedMs() - doubtedSinceMs >= doubtMs)) settle(wall);
  }

  return {
    look() {
      judge();
      const wall = wallMs();
      if (doubtedSinceMs === null) return { nowMs: wall, passMs: wall };
      const goneOn = goneOnMs();
      return { nowMs: Math.max(wall, goneOn), passMs: against < votesNeeded ? null : goneOn };
    },
    hostMs: wallMs,
    knew(knownMs) {
      newestMs = Math.max(newestMs ?? knownMs, knownMs);
    },
    heard(arrivalMs, isNew) {
      // A single message of the future says nothing of the host.
      if (anchor === null && arrivalMs <= wallMs() + agreementMs)
        newestMs = Math.max(newestMs ?? arrivalMs, arrivalMs);
      if (doubtedSinceMs === null) return;
      if (Math.abs(arrivalMs - wallMs()) <= agreementMs) {
        settle(wallMs());
        return;
      }
      if (!isNew) return;
      against += 1;
      if (against >= votesNeeded) anchor = { atMs: arrivalMs, elapsedMs: elapsedMs() };
    },
  };
}
