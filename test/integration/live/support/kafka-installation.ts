import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Configuration, type ConfigurationInput } from "@tocsin/contracts";
import { outputPartitionsNeeded } from "@tocsin/log";
import {
  freshTopics,
  temporaryFolder,
  type UsedInflux,
  type UsedKafka,
} from "../../../support/servers/index.ts";
import {
  processUnderTest,
  type ProcessUnderTest,
  tocsinRun,
  type WorkerName,
} from "../../../faults/process/process-under-test.ts";

/** Topics of its own, a configuration file for them, and the processes that were started with it. */
export interface KafkaInstallation {
  readonly configuration: Configuration;
  readonly configFile: string;
  readonly folder: string;
  /** Starts `tocsin run`; the process is ended with the installation. */
  run(worker: WorkerName, more?: readonly string[], env?: Readonly<Record<string, string>>): ProcessUnderTest;
  readonly end: () => Promise<void>;
}

export interface InstallationOptions {
  /** Partitions of the telemetry topics: error rate, delivery latency, report volume. */
  readonly partitions?: readonly [number, number, number];
  readonly input?: ConfigurationInput;
  /** How the workers reach Kafka, where it is other than the test does. */
  readonly asReached?: ConfigurationInput["kafka"];
  readonly influx?: { readonly service: Pick<UsedInflux, "url" | "org" | "token">; readonly bucket: string };
}

const large = { "max.message.bytes": "16777216", "retention.ms": "-1" };

export async function kafkaInstallation(
  kafka: Pick<UsedKafka, "brokers">,
  options: InstallationOptions = {},
): Promise<KafkaInstallation> {
  const [errorRate, deliveryLatency, reportVolume] = options.partitions ?? [3, 1, 2];
  const needed = outputPartitionsNeeded([errorRate, deliveryLatency, reportVolume]);
  const of = (partitions: number) => ({ partitions, settings: large });
  const { names, prefix } = await freshTopics(kafka, {
    errorRate: of(errorRate),
    deliveryLatency: of(deliveryLatency),
    reportVolume: of(reportVolume),
    windows: of(needed),
    intakeState: of(needed),
    deadLetters: of(needed),
    evidence: of(1),
    incidents: of(1),
    detectorState: of(1),
  });
  const folder = temporaryFolder("installation");
  const input: ConfigurationInput = {
    clock: "stream",
    http: { port: 0 },
    ...options.input,
    topics: names,
    kafka: {
      sessionTimeoutMs: 6000,
      brokers: [...kafka.brokers],
      ...options.input?.kafka,
      ...options.asReached,
      namePrefix: prefix,
    },
    ...influxOf(options.influx),
  };
  const configFile = join(folder.path, "tocsin.yaml");
  writeFileSync(configFile, JSON.stringify(input));
  const processes: ProcessUnderTest[] = [];
  return {
    configuration: Configuration.parse(input),
    configFile,
    folder: folder.path,
    run(worker, more = [], env = {}) {
      const name = `${worker}-${processes.length}`;
      const args = tocsinRun(worker, configFile, more);
      const started = processUnderTest({ name, args, env, logFile: join(folder.path, `${name}.log`) });
      processes.push(started);
      started.start();
      return started;
    },
    end: async () => {
      await Promise.all(processes.filter(({ running }) => running).map(async (one) => await one.kill()));
      await folder.remove();
    },
  };
}

function influxOf(influx: InstallationOptions["influx"]): Pick<ConfigurationInput, "influx"> {
  if (influx === undefined) return {};
  const { service, bucket } = influx;
  return { influx: { url: service.url, org: service.org, bucket, token: service.token } };
}
