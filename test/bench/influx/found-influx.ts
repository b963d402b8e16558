import process from "node:process";
import type { InfluxService } from "../../support/servers/influx/influx-services.ts";
import { influxOffers } from "../../support/servers/influx/offer-influx.ts";
import { firstOffer, type Found, waysToTry, type Way } from "../../support/servers/ways.ts";

/** The one InfluxDB of a run, or why there is none. */
export type FoundInflux = Found<InfluxService>;

const inWords: Readonly<Record<Way, string>> = {
  environment: "the InfluxDB that TOCSIN_TEST_INFLUX_URL names",
  processes: "an InfluxDB of its own, as a process of this machine",
  containers: "an InfluxDB of its own, in a container",
};

/** What the table says of the database. */
export const influxInWords = (way: Way): string => inWords[way];

/** As for a broker. */
const usualWays: readonly Way[] = ["environment", "processes", "containers"];

/** The InfluxDB 2.7 that was given, or one that is started for the benchmark alone; whoever asked ends it. */
export async function findInflux(): Promise<FoundInflux> {
  const asked = process.env["TOCSIN_TEST_SERVERS"] ?? "";
  return await firstOffer(asked === "" ? usualWays : waysToTry(asked), influxOffers);
}
