import type { SeriesHistory } from "./histories.ts";

/** From the first to before the second, epoch milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * When each monitor is not believed: from a row that contradicts itself until every series that did so has had
 * a later row that does not. A contradiction that is not heard of again lapses after `holdMs`, like every state.
 * One that is set right within its millisecond lasts that millisecond. Spans are in order and apart.
 */
export function distrustedSpans(
  series: readonly SeriesHistory[],
  holdMs: number,
): ReadonlyMap<string, readonly Span[]> {
  const byMonitor = new Map<string, Span[]>();
  for (const history of series) {
    const spans = byMonitor.get(history.monitor) ?? [];
    byMonitor.set(history.monitor, spans);
    spans.push(...contradictions(history, holdMs));
  }
  return new Map([...byMonitor].map(([monitor, spans]) => [monitor, joined(spans)]));
}

function contradictions({ at, states }: SeriesHistory, holdMs: number): readonly Span[] {
  return at.flatMap((from, index) => {
    if (states[index] !== "contradicted") return [];
    const next = at[index + 1] ?? Infinity;
    return [{ from, to: Math.max(from + 1, Math.min(next, from + holdMs)) }];
  });
}

function joined(spans: readonly Span[]): readonly Span[] {
  const apart: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = apart.at(-1);
    if (last === undefined || span.from > last.to) apart.push(span);
    else apart[apart.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
  }
  return apart;
}
