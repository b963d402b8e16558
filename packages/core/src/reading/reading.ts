import { deliveryLatency, type DeliveryLatencyReading } from "./delivery-latency.ts";
import { errorRate, type ErrorRateReading } from "./error-rate.ts";
import type { Kinds, Reader, Source } from "./kinds.ts";
import { reportVolume, type ReportVolumeReading } from "./report-volume.ts";

export type { DeliveryLatencyReading, ErrorRateReading, ReportVolumeReading };

/** One validated measurement of one series over one interval. What the producer left out is null. */
export type Reading = ErrorRateReading | DeliveryLatencyReading | ReportVolumeReading;

/** The three telemetry streams. */
export type Stream = Reading["stream"];

/** Who and what a reading is about. Region, operation and source are null where the producer named none. */
export type SeriesIdentity = Pick<Reading, "service" | "operation" | "region" | "source">;

/** The fields of one stream, each as the reader makes it of what stands in the source. */
export function readFields<Wanted extends Record<keyof Kinds, unknown>>(
  stream: Stream,
  from: Source,
  read: Reader<Wanted>,
): ReturnType<typeof errorRate<Wanted> | typeof deliveryLatency<Wanted> | typeof reportVolume<Wanted>> {
  if (stream === "error-rate") return errorRate(from, read);
  if (stream === "delivery-latency") return deliveryLatency(from, read);
  return reportVolume(from, read);
}
