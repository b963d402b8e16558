import { KafkaConfiguration, topicNames } from "@tocsin/contracts";

const usualPrefix = "tocsin";
const usualEnvironment = "default";

/** Topics of Tocsin's own. Telemetry topics are inputs, which several environments may share. */
const ownTopics = [
  "windows",
  "evidence",
  "incidents",
  "deadLetters",
  "commands",
  "intakeState",
  "detectorState",
  "acknowledgements",
  "notifierState",
] as const;

/** What the names of an environment's topics, groups and identities begin with, unless `kafka.namePrefix` says it. */
export const namePrefixOf = (environment: string): string =>
  environment === usualEnvironment ? usualPrefix : `${usualPrefix}.${environment}`;

/** Whether topics and groups may be named so. */
export const isNamePrefix = (prefix: string): boolean =>
  KafkaConfiguration.shape.namePrefix.safeParse(prefix).success;

/** The names that follow from the prefix, by the path of their key. */
function namesUnder(prefix: string) {
  const topics = ownTopics.map(
    (role) => [role, `${prefix}${topicNames[role].slice(usualPrefix.length)}`] as const,
  );
  return { kafka: { namePrefix: prefix, clientId: prefix }, topics: Object.fromEntries(topics) };
}

/**
 * A configuration as it was written, with the names that follow from its environment or its `kafka.namePrefix` where it
 * writes none: so that one key keeps installations on one cluster apart. What is no configuration stays as it is.
 */
export function withOwnNames(written: unknown): unknown {
  const { environment, kafka = {}, topics = {} } = isSection(written) ? written : {};
  if (!isSection(kafka) || !isSection(topics)) return written;
  const prefix =
    kafka.namePrefix ?? (typeof environment === "string" ? namePrefixOf(environment) : usualPrefix);
  if (prefix === usualPrefix || typeof prefix !== "string" || !isNamePrefix(prefix)) return written;
  const names = namesUnder(prefix);
  return {
    ...(written as object),
    kafka: { ...names.kafka, ...kafka },
    topics: { ...names.topics, ...topics },
  };
}

const isSection = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
