import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { influx1Offers, influxOffers } from "../influx/offer-influx.ts";
import { kafkaOffers } from "../kafka/offer-kafka.ts";
import { firstOffer, type Found, waysToTry } from "../ways.ts";
import { describedAs, type KeptAnswer, type SharedName, type SharedServices } from "./service-names.ts";

type FoundByName = { readonly [Name in SharedName]: () => Promise<Found<SharedServices[Name]>> };

export interface Keeper {
  /** Where test files ask for a service. */
  readonly url: string;
  /** Ends whatever was started. */
  close(): Promise<void>;
}

const isSharedName = (name: string): name is SharedName => Object.hasOwn(describedAs, name);

function answerOf<Name extends SharedName>(found: Found<SharedServices[Name]>): KeptAnswer<Name> {
  return found.kind === "none" ? found : { kind: "found", way: found.way, service: found.service };
}

/**
 * Starts each service when it is first asked for, once, for all test files: it lives in the process that runs them.
 * Tells by `say` which way was taken.
 */
export async function keeper(say: (line: string) => void): Promise<Keeper> {
  const tried = waysToTry(process.env["TOCSIN_TEST_SERVERS"]);
  const find: FoundByName = {
    kafka: () => firstOffer(tried, kafkaOffers),
    influx: () => firstOffer(tried, influxOffers),
    influx1: () => firstOffer(tried, influx1Offers),
  };
  const started = new Map<SharedName, Promise<Found<SharedServices[SharedName]>>>();
  const told = async (name: SharedName): Promise<Found<SharedServices[SharedName]>> => {
    const found = await find[name]();
    if (found.kind === "found") {
      const service = found.service;
      const at = "brokers" in service ? service.brokers.join(",") : service.url;
      say(`${describedAs[name]} by ${found.way}: ${at}`);
    } else say(`${describedAs[name]}: none (${found.reasons})`);
    return found;
  };
  const ask = async (name: SharedName): Promise<KeptAnswer<SharedName>> => {
    const finding = started.get(name) ?? told(name);
    started.set(name, finding);
    try {
      return answerOf(await finding);
    } catch (error) {
      return { kind: "failed", message: error instanceof Error ? error.message : String(error) };
    }
  };
  const server = createServer((request, response) => {
    const name = (request.url ?? "").slice(1);
    if (!isSharedName(name)) response.writeHead(404).end();
    else void ask(name).then((answer) => response.end(JSON.stringify(answer)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      const all = await Promise.allSettled(started.values());
      await Promise.all(
        all.map(async (one) => {
          if (one.status === "fulfilled" && one.value.kind === "found") await one.value.stop();
        }),
      );
    },
  };
}
