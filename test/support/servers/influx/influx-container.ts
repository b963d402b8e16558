import { containerEngine, endsContainer, type Engine } from "../run/containers.ts";
import { awaitCondition } from "../run/await-condition.ts";
import { freePort } from "../run/free-port.ts";
import { type Offer, type Started } from "../ways.ts";
import { answersPing, setUpInflux } from "./influx-services.ts";
import { type InfluxVersion } from "./influx-process.ts";

const images: Readonly<Record<InfluxVersion, string>> = { 1: "influxdb:1.8", 2: "influxdb:2.7" };
const port = 8086;
const readyMs = 60_000;
const stopSeconds = 10;

/** A database that can go away and come back at the same address with its data. */
export interface StoppableInflux {
  readonly url: string;
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
}

async function awaitServing(url: string, version: InfluxVersion): Promise<void> {
  await awaitCondition(() => answersPing(url), { withinMs: readyMs, what: `InfluxDB at ${url}` });
  if (version === 2) await setUpInflux(url);
}

/** The published image; its own set-up is not used, so that both ways set up alike. */
export async function containerInflux(version: InfluxVersion): Promise<Offer<StoppableInflux>> {
  const engine = await containerEngine();
  if (engine.kind === "not-there") return engine;
  return { kind: "possible", start: () => startedContainer(engine, version) };
}

async function startedContainer(
  { containers, pulled }: Extract<Engine, { kind: "engine" }>,
  version: InfluxVersion,
): Promise<Started<StoppableInflux>> {
  const image = images[version];
  await pulled(image);
  const { GenericContainer, Wait, getContainerRuntimeClient } = containers;
  // A port of our own choice stays the same over a stop and start; the engine would give another one.
  const hostPort = await freePort();
  const container = await new GenericContainer(image)
    .withExposedPorts({ container: port, host: hostPort })
    .withEnvironment({ INFLUXD_REPORTING_DISABLED: "true", INFLUXDB_REPORTING_DISABLED: "true" })
    .withWaitStrategy(Wait.forListeningPorts())
    .start();
  const end = endsContainer(container);
  const url = `http://${container.getHost()}:${hostPort}`;
  const client = await getContainerRuntimeClient();
  const handle = client.container.getById(container.getId());
  try {
    await awaitServing(url, version);
  } catch (error) {
    await end();
    throw error;
  }
  const service: StoppableInflux = {
    url,
    stop: async () => {
      await handle.stop({ t: stopSeconds });
    },
    start: async () => {
      await handle.start();
      await awaitServing(url, version);
    },
  };
  return { service, stop: end };
}
