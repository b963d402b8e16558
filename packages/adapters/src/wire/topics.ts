import type { Configuration } from "@tocsin/contracts";
import type { Stream } from "@tocsin/core";

/** Which stream each configured telemetry topic carries. Throws when two streams are given one topic. */
export function streamsByTopic(
  topics: Pick<Configuration["topics"], "errorRate" | "deliveryLatency" | "reportVolume">,
): ReadonlyMap<string, Stream> {
  const streams = new Map<string, Stream>([
    [topics.errorRate, "error-rate"],
    [topics.deliveryLatency, "delivery-latency"],
    [topics.reportVolume, "report-volume"],
  ]);
  if (streams.size < 3) throw new Error("two streams have the same topic in the configuration");
  return streams;
}
