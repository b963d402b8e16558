import { byTheWall, itTrustsNoSingleClock } from "../../support/conformance/clocks.ts";
import { kafkaInstallation } from "../../support/installation/kafka-installation.ts";
import { useKafka } from "../../support/servers/index.ts";

const kafka = useKafka();

itTrustsNoSingleClock(async () => {
  const on = await kafkaInstallation(kafka.brokers, { input: byTheWall });
  return { on, log: () => on.log(), end: async () => await on.remove() };
});
