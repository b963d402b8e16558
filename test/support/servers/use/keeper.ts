import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { influx1Offers, influxOffers } from "../influx/offer-influx.ts";
import { kafkaOffers } from "../kafka/offer-kafka.ts";
import { askWays, firstStarted, type Found, type Offers, waysToTry } from "../ways.ts";
import { decision } from "./decision.ts";
import { describedAs, type KeptAnswer, type SharedName, type SharedServices } from "./service-names.ts";

type OffersByName = { readonly [Name in SharedName]: Offers<SharedServices[Name]> };

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

async function offersByName(): Promise<OffersByName> {
  const tried = waysToTry(process.env["TOCSIN_TEST_SERVERS"]);
  const [kafka, influx, influx1] = await Promise.all([
    askWays(tried, kafkaOffers),
    askWays(tried, influxOffers),
    askWays(tried, influx1Offers),
  ]);
  return { kafka, influx, influx1 };
}

/**
 * Decides at once what this machine can give, and says so in one line. Starts each service when it is first asked for,
 * once, for all test files: it lives in the process that runs them.
 */
export async function keeper(say: (line: string) => void): Promise<Keeper> {
  const offers = await offersByName();
  say(decision(offers));
  const started = new Map<SharedName, Promise<Found<SharedServices[SharedName]>>>();
  const told = async (name: SharedName): Promise<Found<SharedServices[SharedName]>> => {
    const found: Found<SharedServices[SharedName]> = await firstStarted(
      offers[name] as Offers<SharedServices[SharedName]>,
    );
    if (found.kind === "found") {
      const service = found.service;
      const at = "brokers" in service ? service.brokers.join(",") : service.url;
      say(`${describedAs[name]} by ${found.way}: ${at}`);
    } else if (offers[name].possible.length > 0)
      say(`${describedAs[name]} could not be started (${found.reasons})`);
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
