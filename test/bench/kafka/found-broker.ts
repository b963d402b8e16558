import process from "node:process";
import { type KafkaService, kafkaOffers } from "../../support/servers/kafka/offer-kafka.ts";
import { firstOffer, type Found, waysToTry, type Way } from "../../support/servers/ways.ts";

/** The one broker of a run, or why there is none. */
export type FoundBroker = Found<KafkaService>;

const inWords: Readonly<Record<Way, string>> = {
  environment: "the broker that TOCSIN_TEST_KAFKA names",
  processes: "a broker of its own, as a process of this machine",
  containers: "a broker of its own, in a container",
};

/** What every table says of the broker. */
export const brokerInWords = (way: Way): string => inWords[way];

/** A process before a container: it is up sooner, and nothing stands between it and the benchmark. */
const usualWays: readonly Way[] = ["environment", "processes", "containers"];

/** The broker that was given, or one that is started for this run alone and ended with it. */
export async function findBroker(): Promise<FoundBroker> {
  const asked = process.env["TOCSIN_TEST_SERVERS"] ?? "";
  return await firstOffer(asked === "" ? usualWays : waysToTry(asked), kafkaOffers);
}
