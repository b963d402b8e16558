import type { ColumnsOf, Kinds, Reader, Source } from "./kinds.ts";

/** The fields of `telemetry.error-rate.v1`, in the order of a frame's columns, and of what kind each is. */
export function errorRate<Wanted extends Record<keyof Kinds, unknown>>(from: Source, read: Reader<Wanted>) {
  return {
    stream: "error-rate" as const,
    service: read.name(from["service"]),
    operation: read.optionalName(from["operation"]),
    region: read.optionalName(from["region"]),
    source: read.optionalName(from["source"]),
    ts: read.time(from["ts"]),
    intervalMs: read.interval(from["intervalMs"]),
    requests: read.count(from["requests"]),
    errors: read.count(from["errors"]),
  };
}

/** One interval of requests. */
export type ErrorRateReading = Readonly<ReturnType<typeof errorRate<Kinds>>>;

/** One row of a frame's columns. */
export function errorRateAt(columns: ColumnsOf<ErrorRateReading>, row: number): ErrorRateReading {
  return {
    stream: "error-rate",
    service: columns.service[row] as string,
    operation: columns.operation?.[row] ?? null,
    region: columns.region?.[row] ?? null,
    source: columns.source?.[row] ?? null,
    ts: columns.ts[row] as number,
    intervalMs: columns.intervalMs[row] as number,
    requests: columns.requests?.[row] ?? 0,
    errors: columns.errors?.[row] ?? 0,
  };
}
