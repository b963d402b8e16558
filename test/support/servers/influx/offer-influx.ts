import { temporaryFolder } from "../run/temporary-folder.ts";
import { notThere, type Offer, type OffersByWay, type Started } from "../ways.ts";
import { containerInflux, type StoppableInflux } from "./influx-container.ts";
import { influxProgram, influxServer, type InfluxVersion } from "./influx-process.ts";
import {
  answersPing,
  influxOrg,
  type InfluxService,
  type Influx1Service,
  influxToken,
} from "./influx-services.ts";

/** A process of `influxd`, with its data in the folder, which is left, or in a temporary one. */
export async function processInflux(
  version: InfluxVersion,
  folder?: string,
): Promise<Offer<StoppableInflux>> {
  const program = await influxProgram(version);
  if (program === null) return notThere(`no influxd ${version}.x on the PATH or in TOCSIN_TEST_INFLUXD`);
  return { kind: "possible", start: () => startedProcess(program, version, folder) };
}

async function startedProcess(
  program: string,
  version: InfluxVersion,
  folder: string | undefined,
): Promise<Started<StoppableInflux>> {
  const temporary = folder === undefined ? temporaryFolder(`influxdb-${version}`) : null;
  const { url, server } = await influxServer(program, version, folder ?? temporary?.path ?? "");
  const stop = async (): Promise<void> => {
    await server.kill();
    await temporary?.remove();
  };
  try {
    await server.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
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
  if (offer.kind === "not-there") return offer;
  const start = async (): Promise<Started<To>> => {
    const { service, stop } = await offer.start();
    return { service: change(service), stop };
  };
  return { kind: "possible", start };
}

/** A server at an address that a variable gives. */
function given<Service extends { readonly url: string }>(variable: string, service: Service): Offer<Service> {
  const start = async (): Promise<Started<Service>> => {
    if (!(await answersPing(service.url)))
      throw new Error(`${variable}: no InfluxDB answers at ${service.url}`);
    return { service, stop: async () => {} };
  };
  return { kind: "possible", start };
}

const urlIn = (variable: string): string => (process.env[variable] ?? "").replace(/\/$/u, "");

async function givenInflux(): Promise<Offer<InfluxService>> {
  const url = urlIn("TOCSIN_TEST_INFLUX_URL");
  const token = process.env["TOCSIN_TEST_INFLUX_TOKEN"] ?? "";
  if (url === "" || token === "")
    return notThere("TOCSIN_TEST_INFLUX_URL and TOCSIN_TEST_INFLUX_TOKEN are not set");
  const org = process.env["TOCSIN_TEST_INFLUX_ORG"] ?? influxOrg;
  return given("TOCSIN_TEST_INFLUX_URL", { url, token, org });
}

async function givenInflux1(): Promise<Offer<Influx1Service>> {
  const url = urlIn("TOCSIN_TEST_INFLUX1_URL");
  if (url === "") return notThere("TOCSIN_TEST_INFLUX1_URL is not set");
  return given("TOCSIN_TEST_INFLUX1_URL", { url });
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
