import type { ColumnsOf, Kinds, Reader, Source } from "./kinds.ts";

/** The fields of `telemetry.report-volume.v1`, in the order of a frame's columns, and of what kind each is. */
export function reportVolume<Wanted extends Record<keyof Kinds, unknown>>(
  from: Source,
  read: Reader<Wanted>,
) {
  return {
    stream: "report-volume" as const,
    service: read.name(from["service"]),
    operation: read.optionalName(from["operation"]),
    region: read.optionalName(from["region"]),
    source: read.optionalName(from["source"]),
    ts: read.time(from["ts"]),
    intervalMs: read.interval(from["intervalMs"]),
    reports: read.count(from["reports"]),
    category: read.optionalName(from["category"]),
  };
}

/** One interval of user reports. */
export type ReportVolumeReading = Readonly<ReturnType<typeof reportVolume<Kinds>>>;

/** One row of a frame's columns. */
export function reportVolumeAt(columns: ColumnsOf<ReportVolumeReading>, row: number): ReportVolumeReading {
  return {
    stream: "report-volume",
    service: columns.service[row] as string,
    operation: columns.operation?.[row] ?? null,
    region: columns.region?.[row] ?? null,
    source: columns.source?.[row] ?? null,
    ts: columns.ts[row] as number,
    intervalMs: columns.intervalMs[row] as number,
    reports: columns.reports?.[row] ?? 0,
    category: columns.category?.[row] ?? null,
  };
}
