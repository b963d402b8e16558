import type { Configuration } from "@tocsin/contracts";
import type { Stream } from "@tocsin/core";

/**
 * Which stream each configured telemetry topic carries; of several the first. Throws when two streams are given one topic
 * that is not read by a format: our own messages do not say of which stream they are.
 */
export function streamsByTopic(
  topics: Pick<Configuration["topics"], "errorRate" | "deliveryLatency" | "reportVolume">,
  formatted: { has(topic: string): boolean } = new Set<string>(),
): ReadonlyMap<string, Stream> {
  const streams = new Map<string, Stream>();
  for (const [topic, stream] of [
    [topics.errorRate, "error-rate"],
    [topics.deliveryLatency, "delivery-latency"],
    [topics.reportVolume, "report-volume"],
  ] as const) {
    if (!streams.has(topic)) streams.set(topic, stream);
    else if (!formatted.has(topic)) throw new Error("two streams have the same topic in the configuration");
  }
  return streams;
}
