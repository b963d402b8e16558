const quietMs = 10_000;

/**
 * Says things of one kind at most every ten seconds, and how many there were: a flood of bad messages shall not become
 * a flood of log lines. What comes within the ten seconds is told with the next one.
 */
export function sayNowAndThen<Thing>(
  elapsedMs: () => number,
  say: (thing: Thing, count: number) => void,
): (kind: string, thing: Thing) => void {
  const kinds = new Map<string, { saidAtMs: number; count: number }>();
  return (kind, thing) => {
    const known = kinds.get(kind) ?? { saidAtMs: Number.NEGATIVE_INFINITY, count: 0 };
    known.count += 1;
    kinds.set(kind, known);
    if (elapsedMs() - known.saidAtMs < quietMs) return;
    say(thing, known.count);
    known.saidAtMs = elapsedMs();
    known.count = 0;
  };
}
