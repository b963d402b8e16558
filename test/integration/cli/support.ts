import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll } from "vitest";
import { run, type Ran } from "../../../services/cli/test/support/run.ts";
import { removeTopics, uniquePrefix } from "../../support/servers/kafka/make-topics.ts";
import { temporaryFolder, type UsedKafka } from "../../support/servers/index.ts";

const roles = [
  "errorRate",
  "deliveryLatency",
  "reportVolume",
  "windows",
  "evidence",
  "incidents",
  "deadLetters",
  "intakeState",
  "detectorState",
] as const;

export interface ConfiguredTopics {
  readonly folder: string;
  /** Topic names that no other test has; the topics are not there yet, and are deleted after the tests. */
  readonly topics: Readonly<Record<(typeof roles)[number], string>>;
  readonly configFile: string;
  /** Runs a command line with the configuration. */
  readonly tocsin: (...argv: readonly string[]) => Promise<Ran>;
}

export function configuredTopics(kafka: UsedKafka): ConfiguredTopics {
  const prefix = uniquePrefix("cli");
  const topics = Object.fromEntries(
    roles.map((role) => [role, `${prefix}.${role}`]),
  ) as ConfiguredTopics["topics"];
  const folder = temporaryFolder("cli");
  const configFile = join(folder.path, "tocsin.yaml");
  const brokers = [...kafka.brokers];
  writeFileSync(
    configFile,
    JSON.stringify({ clock: "stream", topics, kafka: { brokers, namePrefix: prefix } }),
  );
  ending.push(async () => {
    await removeTopics(brokers, Object.values(topics));
    await folder.remove();
  });
  return {
    folder: folder.path,
    topics,
    configFile,
    tocsin: async (...argv) => await run([...argv, "--config", configFile]),
  };
}

const ending: (() => Promise<void>)[] = [];
afterAll(async () => {
  await Promise.allSettled(ending.splice(0).map(async (end) => await end()));
});
