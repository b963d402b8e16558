import type { Configuration, ErrorCode, InfluxConfiguration, KafkaConfiguration } from "@tocsin/contracts";
import type { ConfigFault, ConfigPath } from "./config-fault.ts";
import { suggestion } from "./did-you-mean.ts";
import { environmentVariable } from "./environment.ts";
import { knowledgeFaults } from "./knowledge-faults.ts";
import { valueAt } from "./merge-overrides.ts";
import { notifyFaults } from "./notify-faults.ts";
import { isNamePrefix, namePrefixOf } from "./own-names.ts";
import { lackingSecret, saslFaults } from "./sasl-faults.ts";
import type { YamlSource } from "./yaml-source.ts";

type AddFault = (path: ConfigPath, message: string, code?: ErrorCode) => ConfigFault;

/** What follows from the environment must be a name to Kafka too. A replay needs none of these names. */
export function environmentFaults(
  { environment }: Configuration,
  source: YamlSource,
): readonly ConfigFault[] {
  const prefix = namePrefixOf(environment);
  if (isNamePrefix(prefix) || valueAt(source.value, ["kafka", "namePrefix"]) !== undefined) return [];
  const message = `topics and groups cannot be named ${JSON.stringify(prefix)}: write kafka.namePrefix, or an environment of at most 93 of A-Z a-z 0-9 . _ -`;
  return [faultAdder(source)(["environment"], message, "config-schema")];
}

/** InfluxDB refuses a retention that is shorter than an hour. */
const leastRetentionDays = 1 / 24;

/** What is wrong between the keys of a configuration, but for secrets that are not there: a replay needs none. */
export function configurationFaults(
  configuration: Configuration,
  source: YamlSource,
): readonly ConfigFault[] {
  const fault = faultAdder(source);
  const { kafka, influx, schemaRegistry } = configuration;
  return [
    ...knowledgeFaults(configuration, source),
    ...notifyFaults(configuration, source),
    ...topicFaults(configuration, source.value, fault),
    ...formatFaults(configuration, fault),
    ...(schemaRegistry === undefined ? [] : registryFaults(schemaRegistry, fault)),
    ...brokerFaults(kafka.brokers, fault),
    ...tlsFaults(kafka.tls, fault),
    ...(kafka.sasl === undefined ? [] : saslFaults(kafka.sasl, fault)),
    ...(influx === undefined ? [] : influxFaults(influx, fault)),
  ];
}

/** The secrets that a worker needs and does not have. */
export function missingSecretFaults(
  { kafka, influx }: Configuration,
  source: YamlSource,
): readonly ConfigFault[] {
  const fault = faultAdder(source);
  const faults: ConfigFault[] = [];
  const lacking = kafka.sasl === undefined ? null : lackingSecret(kafka.sasl);
  if (lacking !== null) faults.push(fault(["kafka", "sasl"], lacking));
  if (influx === undefined) return faults;
  if (influx.api === "v2" && influx.token === undefined && influx.tokenFile === undefined)
    faults.push(fault(["influx"], missing(["influx"], "token")));
  const password = influx.password ?? influx.passwordFile;
  if (influx.api === "v1" && influx.username !== undefined && password === undefined)
    faults.push(fault(["influx", "username"], missing(["influx"], "password")));
  return faults;
}

function missing(section: readonly string[], secret: string): string {
  const variable = environmentVariable([...section, secret]);
  return `${section.join(".")} needs ${secret} or ${secret}File (or the variable ${variable})`;
}

function faultAdder(source: YamlSource): AddFault {
  return (path, message, code = "config-conflict") => ({
    code,
    file: source.file,
    ...source.position(path),
    path: path.join("."),
    message,
  });
}

/** A fault stands at the key that the user wrote, which may be the first of the two. */
function topicFaults(
  { topics, formats }: Configuration,
  written: unknown,
  fault: AddFault,
): readonly ConfigFault[] {
  const writtenTopics = (written as { topics?: Readonly<Record<string, unknown>> }).topics ?? {};
  const keys = Object.keys(topics) as readonly (keyof typeof topics)[];
  return keys.flatMap((key, at) => {
    const twin = keys.slice(0, at).find((other) => topics[other] === topics[key]);
    if (twin === undefined) return [];
    const isFormatted = Object.hasOwn(formats, topics[key]);
    if (isFormatted && telemetryKeys.has(key) && telemetryKeys.has(twin)) return [];
    const [here, there] = Object.hasOwn(writtenTopics, key) ? [key, twin] : [twin, key];
    const message = `topics.${here} and topics.${there} have the same name ${topics[key]}`;
    return [fault(["topics", here], message, "config-schema")];
  });
}

const telemetryKeys: ReadonlySet<string> = new Set(["errorRate", "deliveryLatency", "reportVolume"]);

/** A format is of a topic that is read. */
function formatFaults({ topics, formats }: Configuration, fault: AddFault): readonly ConfigFault[] {
  const { errorRate, deliveryLatency, reportVolume } = topics;
  const read = [errorRate, deliveryLatency, reportVolume];
  return Object.entries(formats).flatMap(([topic, { preset, mapping }]) => [
    ...(read.includes(topic)
      ? []
      : [
          fault(
            ["formats", topic],
            `${topic} is no telemetry topic${suggestion(topic, read)}: name it in topics.errorRate, topics.deliveryLatency or topics.reportVolume, in each whose stream comes from it`,
          ),
        ]),
    ...(preset === undefined || mapping === undefined
      ? []
      : [
          fault(
            ["formats", topic, "mapping"],
            `formats.${topic}.preset and formats.${topic}.mapping exclude each other; a mapping can name presets itself`,
          ),
        ]),
  ]);
}

function registryFaults(
  registry: NonNullable<Configuration["schemaRegistry"]>,
  fault: AddFault,
): readonly ConfigFault[] {
  const { url, folder, username } = registry;
  const hasPassword = registry.password !== undefined || registry.passwordFile !== undefined;
  return [
    ...(url === undefined && folder === undefined
      ? [fault(["schemaRegistry"], "schemaRegistry needs a url, a folder, or both")]
      : []),
    ...(hasPassword && username === undefined
      ? [fault(["schemaRegistry"], "schemaRegistry has a password but no username")]
      : []),
    ...bothFaults(registry, "password", ["schemaRegistry"], fault),
  ];
}

function brokerFaults(brokers: readonly string[], fault: AddFault): readonly ConfigFault[] {
  return brokers.flatMap((broker, at) =>
    brokers.indexOf(broker) < at ? [fault(["kafka", "brokers", at], `${broker} is listed twice`)] : [],
  );
}

function tlsFaults(tls: KafkaConfiguration["tls"], fault: AddFault): readonly ConfigFault[] {
  const faults: ConfigFault[] = [];
  const at = (key: string): ConfigPath => ["kafka", "tls", key];
  if (tls.certFile !== undefined && tls.keyFile === undefined)
    faults.push(fault(at("certFile"), "kafka.tls.certFile needs kafka.tls.keyFile"));
  if (tls.keyFile !== undefined && tls.certFile === undefined)
    faults.push(fault(at("keyFile"), "kafka.tls.keyFile needs kafka.tls.certFile"));
  if (tls.enabled) return faults;
  for (const key of ["caFile", "certFile", "keyFile", "serverName"] as const) {
    if (tls[key] !== undefined)
      faults.push(fault(at(key), `kafka.tls.${key} means nothing unless kafka.tls.enabled is true`));
  }
  return faults;
}

function influxFaults(influx: InfluxConfiguration, fault: AddFault): readonly ConfigFault[] {
  const { api, retentionDays } = influx;
  const foreign = (["username", "password", "passwordFile", "token", "tokenFile"] as const).filter(
    (key) => influx[key] !== undefined && key.startsWith("token") === (api === "v1"),
  );
  const faults = foreign.map((key) =>
    fault(["influx", key], `influx.${key} means nothing with influx.api ${api}`),
  );
  if (retentionDays > 0 && retentionDays < leastRetentionDays)
    faults.push(fault(["influx", "retentionDays"], "influx.retentionDays is less than an hour (0.0417)"));
  const hasPassword = influx.password !== undefined || influx.passwordFile !== undefined;
  if (api === "v1" && hasPassword && influx.username === undefined)
    faults.push(fault(["influx"], "influx has a password but no username"));
  return [
    ...faults,
    ...bothFaults(influx, "token", ["influx"], fault),
    ...bothFaults(influx, "password", ["influx"], fault),
  ];
}

function bothFaults(
  section: Readonly<Record<string, unknown>>,
  secret: "password" | "token",
  path: readonly string[],
  fault: AddFault,
): readonly ConfigFault[] {
  const file = `${secret}File`;
  if (section[secret] === undefined || section[file] === undefined) return [];
  const name = path.join(".");
  return [fault([...path, file], `${name}.${secret} and ${name}.${file} exclude each other`)];
}
