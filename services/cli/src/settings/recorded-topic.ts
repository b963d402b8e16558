import { topicNames, type Topics } from "@tocsin/contracts";

const telemetry = ["errorRate", "deliveryLatency", "reportVolume"] as const;

/**
 * The configuration's name for the telemetry topic of a recorded message. A recording that has the contract's names
 * counts where the topics have other names; what the configuration itself names is never taken for something else.
 */
export function recordedTopic(topic: string, topics: Pick<Topics, (typeof telemetry)[number]>): string {
  const { errorRate, deliveryLatency, reportVolume } = topics;
  if (topic === errorRate || topic === deliveryLatency || topic === reportVolume) return topic;
  const role = telemetry.find((one) => topicNames[one] === topic);
  return role === undefined ? topic : topics[role];
}
