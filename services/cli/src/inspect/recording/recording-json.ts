import type { RecordingFacts } from "./recording-facts.ts";

/** All that was found, as one object for programs. Times are epoch milliseconds. */
export function recordingJson(facts: RecordingFacts, allowedLatenessMs: number): string {
  const { partial, lines, ticks, headers, failed, refused, partitions, series, seriesLeftOut, counts } =
    facts;
  return JSON.stringify({
    lines,
    ticks,
    allowedLatenessMs,
    headers,
    failed,
    partial,
    refused: Object.fromEntries(refused),
    partitions: partitions.map(({ highest: _, ...place }) => place),
    seriesLeftOut,
    spanMs: counts.spanMs(),
    spansFromMs: counts.fromMs(),
    series: series.map((one) => ({
      service: one.service,
      stream: one.stream,
      operation: one.operation,
      region: one.region,
      source: one.source,
      readings: one.readings,
      fromMs: one.fromMs,
      toMs: one.toMs,
      intervalMs: one.intervalMs,
      gaps: one.gaps,
      longestGapMs: one.longestGapMs,
      longestGapFromMs: one.gaps === 0 ? null : one.longestGapFromMs,
      duplicates: one.duplicates,
      late: one.late,
      meanLateMs: one.lateSumMs / one.readings,
      mostLateMs: one.mostLateMs,
      suspicious: Object.fromEntries(one.suspicious),
      readingsBySpan: counts.row(one.row),
    })),
  });
}
