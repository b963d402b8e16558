import { topicNames } from "@tocsin/contracts";
import { hashText } from "../random/index.ts";
import type { Sent } from "./sent.ts";

const topics = {
  "error-rate": topicNames.errorRate,
  "delivery-latency": topicNames.deliveryLatency,
  "report-volume": topicNames.reportVolume,
} as const;

const partitionsPerTopic = 3;

/** Where a reading is sent: a service's always to the same partition of a topic. */
export const placeOf = ({
  stream,
  service,
}: Sent): { readonly topic: string; readonly partition: number } => ({
  topic: topics[stream],
  partition: hashText(service) % partitionsPerTopic,
});
