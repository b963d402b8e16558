const quietMs = 10_000;
/** Of so many kinds it is remembered when they were said. Who names the kinds may be a stranger: a database's own words, say. */
const mostKinds = 100;

/**
 * Says things of one kind at most every ten seconds, and how many there were: a flood of bad messages shall not become
 * a flood of log lines. What comes within the ten seconds is told with the next one. Of many kinds at once, those beyond a
 * hundred are said as if they were one.
 */
export function sayNowAndThen<Thing>(
  elapsedMs: () => number,
  say: (thing: Thing, count: number) => void,
): (kind: string, thing: Thing, times?: number) => void {
  const kinds = new Map<string, Said>();
  const others = neverSaid();
  return (kind, thing, times = 1) => {
    if (!kinds.has(kind)) forgetQuiet(kinds, elapsedMs());
    const known = kinds.get(kind) ?? (kinds.size < mostKinds ? neverSaid() : others);
    known.count += times;
    if (known !== others) kinds.set(kind, known);
    if (elapsedMs() - known.saidAtMs < quietMs) return;
    say(thing, known.count);
    known.saidAtMs = elapsedMs();
    known.count = 0;
  };
}

interface Said {
  saidAtMs: number;
  count: number;
}

const neverSaid = (): Said => ({ saidAtMs: Number.NEGATIVE_INFINITY, count: 0 });

/** What is quiet and has nothing left to tell would be said at once in any case. */
function forgetQuiet(kinds: Map<string, Said>, nowMs: number): void {
  if (kinds.size < mostKinds) return;
  for (const [kind, { saidAtMs, count }] of kinds) {
    if (count === 0 && nowMs - saidAtMs >= quietMs) kinds.delete(kind);
  }
}
