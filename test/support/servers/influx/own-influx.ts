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

export interface OwnInfluxOptions {
  readonly version: InfluxVersion;
  /** Takes the data of a process and is left; no container is used then. A temporary folder unless given. */
  readonly folder?: string;
}

/** Started already. By a process or a container: a server that others use too cannot be stopped. */
export async function influxProcess({ version, folder }: OwnInfluxOptions): Promise<OwnInflux> {
  const left = folder === undefined ? ["environment"] : ["environment", "containers"];
  const tried = waysToTry(process.env["TOCSIN_TEST_SERVERS"]).filter((way) => !left.includes(way));
  const found = await firstOffer(tried, {
    environment: async () => notThere("a given server is not stopped"),
    containers: () => containerInflux(version),
    processes: () => processInflux(version, folder),
  });
  if (found.kind === "none") throw new ServerMissing(found.reasons);
  const { url, stop, start } = found.service;
  return { url, org: influxOrg, token: influxToken, stop, start, close: found.stop };
}
