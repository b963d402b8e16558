import type { ExcludedPast } from "./knowledge.ts";

/** A span of time, epoch ms; its end is no part of it. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Whether a span touches a part of the past of which nothing is to be learned of a service. */
export const isExcluded = (exclude: readonly ExcludedPast[], service: string, span: Span): boolean =>
  exclude.some(
    ({ fromMs, toMs, services }) =>
      fromMs < span.toMs && toMs > span.fromMs && (services === null || services.includes(service)),
  );

/**
 * The end of the excluded past that a moment lies in, epoch ms, going on over parts that touch or overlap; the moment
 * itself where it lies in none.
 */
export function excludedUntil(exclude: readonly ExcludedPast[], service: string, atMs: number): number {
  let until = atMs;
  for (;;) {
    const within = exclude.filter(
      ({ fromMs, toMs, services }) =>
        fromMs <= until && toMs > until && (services === null || services.includes(service)),
    );
    if (within.length === 0) return until;
    until = Math.max(...within.map(({ toMs }) => toMs));
  }
}
