import { firstOffer, notThere, ServerMissing, waysToTry } from "../ways.ts";
import { containerInflux } from "./influx-container.ts";
import { influxOrg, influxToken } from "./influx-services.ts";
import { processInflux } from "./offer-influx.ts";
import { type InfluxVersion } from "./influx-process.ts";

/** A database of one test file that can go away and come back at the same address with its data. */
export interface OwnInflux {
  readonly url: string;
  /** Of version 2; version 1 asks for neither. */
  readonly org: string;
  readonly token: string;
  /** Ends the server; its address refuses connections. */
  readonly stop: () => Promise<void>;
  /** Starts it again and waits until it serves. */
  readonly start: () => Promise<void>;
  /** Ends it for good and removes its data. */
  readonly close: () => Promise<void>;
}

/** Started already. By a process or a container: a server that others use too cannot be stopped. */
export async function influxProcess({ version }: { readonly version: InfluxVersion }): Promise<OwnInflux> {
  const tried = waysToTry(process.env["TOCSIN_TEST_SERVERS"]).filter((way) => way !== "environment");
  const found = await firstOffer(tried, {
    environment: async () => notThere("a given server is not stopped"),
    containers: () => containerInflux(version),
    processes: () => processInflux(version),
  });
  if (found.kind === "none") throw new ServerMissing(found.reasons);
  const { url, stop, start } = found.service;
  return { url, org: influxOrg, token: influxToken, stop, start, close: found.stop };
}
