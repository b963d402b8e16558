import { freePort } from "../run/free-port.ts";
import { temporaryFolder } from "../run/temporary-folder.ts";
import { notThere, type Offer, type OffersByWay, type Started } from "../ways.ts";
import { brokerProcess } from "./broker-process.ts";
import { awaitBrokers, warmCoordinators } from "./broker-ready.ts";
import { kafkaJars } from "./kafka-jars.ts";
import { containerKafka } from "./kafka-container.ts";

export interface KafkaService {
  readonly brokers: readonly string[];
}

async function givenKafka(): Promise<Offer<KafkaService>> {
  const given = process.env["TOCSIN_TEST_KAFKA"] ?? "";
  if (given === "") return notThere("TOCSIN_TEST_KAFKA is not set");
  const brokers = given.split(",").map((broker) => broker.trim());
  const start = async (): Promise<Started<KafkaService>> => {
    await awaitBrokers(brokers, 1);
    return { service: { brokers }, stop: async () => {} };
  };
  return { kind: "possible", start };
}

async function processKafka(): Promise<Offer<KafkaService>> {
  const jars = await kafkaJars();
  if (jars.kind === "not-there") return jars;
  return { kind: "possible", start: async () => await startedProcess(await jars.fetched()) };
}

async function startedProcess(jars: string): Promise<Started<KafkaService>> {
  const folder = temporaryFolder("kafka");
  const broker = { nodeId: 1, port: await freePort(), controllerPort: await freePort() };
  const brokers = [`127.0.0.1:${broker.port}`];
  const server = await brokerProcess({ jars, folder: folder.path, broker, cluster: [broker] });
  const stop = async (): Promise<void> => {
    await server.kill();
    await folder.remove();
  };
  try {
    await server.start();
    await warmCoordinators(brokers);
  } catch (error) {
    await stop();
    throw error;
  }
  return { service: { brokers }, stop };
}

export const kafkaOffers: OffersByWay<KafkaService> = {
  environment: givenKafka,
  containers: containerKafka,
  processes: processKafka,
};
