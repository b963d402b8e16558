import { describe } from "vitest";
import { logConformance } from "../../support/conformance/log.ts";
import { useKafka } from "../../support/servers/index.ts";
import { kafkaRig } from "./rig.ts";

describe("the log on Apache Kafka", () => {
  const kafka = useKafka();
  logConformance(() => kafkaRig(kafka.brokers));
});
