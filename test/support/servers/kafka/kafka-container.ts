import type { StartedTestContainer } from "testcontainers";
import { containerEngine, endsContainer, type Engine } from "../run/containers.ts";
import { type Offer, type Started } from "../ways.ts";
import { awaitBrokers, warmCoordinators } from "./broker-ready.ts";
import { kafkaVersion } from "./kafka-jars.ts";

const image = `apache/kafka:${kafkaVersion}`;
const port = 9092;
const script = "/tmp/start-with-address.sh";
const waiting = "waiting for the advertised address";

const environment = {
  KAFKA_NODE_ID: "1",
  KAFKA_PROCESS_ROLES: "broker,controller",
  KAFKA_LISTENERS: `PLAINTEXT://0.0.0.0:${port},BROKER://0.0.0.0:9094,CONTROLLER://0.0.0.0:9093`,
  KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: "PLAINTEXT:PLAINTEXT,BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT",
  KAFKA_INTER_BROKER_LISTENER_NAME: "BROKER",
  KAFKA_CONTROLLER_LISTENER_NAMES: "CONTROLLER",
  KAFKA_CONTROLLER_QUORUM_VOTERS: "1@localhost:9093",
  KAFKA_AUTO_CREATE_TOPICS_ENABLE: "false",
  KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: "1",
  KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS: "8",
  KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: "1",
  KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: "1",
  KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS: "8",
  KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: "0",
  KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS: "1000",
  KAFKA_LOG_RETENTION_MS: "-1",
  KAFKA_HEAP_OPTS: "-Xmx400m",
} as const;

/** The port under which clients reach the broker is known only once the container runs, so the broker starts after. */
async function advertise(container: StartedTestContainer, host: string): Promise<void> {
  const address = `PLAINTEXT://${host}:${container.getMappedPort(port)},BROKER://localhost:9094`;
  // Images that were built from read-only files hold read-only templates, whose copies cannot be filled in.
  const lines = [
    "#!/bin/bash",
    "chmod -f u+w /etc/kafka/docker/*",
    `export KAFKA_ADVERTISED_LISTENERS=${address}`,
    "exec /etc/kafka/docker/run",
  ];
  const content = `${lines.join("\n")}\n`;
  await container.copyContentToContainer([{ content, target: script, mode: 0o755 }]);
}

interface OneBroker {
  readonly brokers: readonly string[];
}

/** Apache's own image, one node. */
export async function containerKafka(): Promise<Offer<OneBroker>> {
  const engine = await containerEngine();
  if (engine.kind === "not-there") return engine;
  return { kind: "possible", start: () => startedContainer(engine) };
}

async function startedContainer({
  containers,
  pulled,
}: Extract<Engine, { kind: "engine" }>): Promise<Started<OneBroker>> {
  await pulled(image);
  const { GenericContainer, Wait } = containers;
  // Renamed into place in one step by the engine's copy, and run only when it can be executed.
  const command = `echo '${waiting}'; until [ -x ${script} ]; do sleep 0.1; done; exec ${script}`;
  const container = await new GenericContainer(image)
    .withExposedPorts(port)
    .withEnvironment(environment)
    .withEntrypoint(["/bin/bash", "-c", command])
    .withWaitStrategy(Wait.forLogMessage(waiting))
    .start();
  const stop = endsContainer(container);
  try {
    const brokers = [`${container.getHost()}:${container.getMappedPort(port)}`];
    await advertise(container, container.getHost());
    await awaitBrokers(brokers, 1);
    await warmCoordinators(brokers);
    return { service: { brokers }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
