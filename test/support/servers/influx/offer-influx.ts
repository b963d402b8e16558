import { temporaryFolder } from "../run/temporary-folder.ts";
import { notThere, type Offer, type OffersByWay } from "../ways.ts";
import { containerInflux, type StoppableInflux } from "./influx-container.ts";
import { influxProgram, type InfluxVersion } from "./influx-process.ts";
import {
  answersPing,
  influxOrg,
  type InfluxService,
  type Influx1Service,
  influxToken,
} from "./influx-services.ts";

/** A started process. */
export async function processInflux(version: InfluxVersion): Promise<Offer<StoppableInflux>> {
  const folder = temporaryFolder(`influxdb-${version}`);
  const program = await influxProgram(version, folder.path);
  if (program.kind === "not-there") {
    await folder.remove();
    return program;
  }
  const { url, server } = program;
  const stop = async (): Promise<void> => {
    await server.kill();
    await folder.remove();
  };
  try {
    await server.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    kind: "there",
    service: { url, stop: () => server.stop(), start: () => server.start() },
    stop,
  };
}

const setUp = ({ url }: { readonly url: string }): InfluxService => ({
  url,
  org: influxOrg,
  token: influxToken,
});

const plain = ({ url }: { readonly url: string }): Influx1Service => ({ url });

function serviceOf<From, To>(offer: Offer<From>, change: (from: From) => To): Offer<To> {
  return offer.kind === "there" ? { ...offer, service: change(offer.service) } : offer;
}

const given = async (variable: string): Promise<string | null> => {
  const url = (process.env[variable] ?? "").replace(/\/$/u, "");
  if (url === "") return null;
  if (!(await answersPing(url))) throw new Error(`${variable}: no InfluxDB answers at ${url}`);
  return url;
};

async function givenInflux(): Promise<Offer<InfluxService>> {
  const url = await given("TOCSIN_TEST_INFLUX_URL");
  const token = process.env["TOCSIN_TEST_INFLUX_TOKEN"] ?? "";
  if (url === null || token === "")
    return notThere("TOCSIN_TEST_INFLUX_URL and TOCSIN_TEST_INFLUX_TOKEN are not set");
  const org = process.env["TOCSIN_TEST_INFLUX_ORG"] ?? influxOrg;
  return { kind: "there", service: { url, token, org }, stop: async () => {} };
}

async function givenInflux1(): Promise<Offer<Influx1Service>> {
  const url = await given("TOCSIN_TEST_INFLUX1_URL");
  if (url === null) return notThere("TOCSIN_TEST_INFLUX1_URL is not set");
  return { kind: "there", service: { url }, stop: async () => {} };
}

export const influxOffers: OffersByWay<InfluxService> = {
  environment: givenInflux,
  containers: async () => serviceOf(await containerInflux(2), setUp),
  processes: async () => serviceOf(await processInflux(2), setUp),
};

export const influx1Offers: OffersByWay<Influx1Service> = {
  environment: givenInflux1,
  containers: async () => serviceOf(await containerInflux(1), plain),
  processes: async () => serviceOf(await processInflux(1), plain),
};
