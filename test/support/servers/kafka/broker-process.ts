import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { serverProcess, type ServerProcess } from "../run/server-process.ts";
import { runCommand } from "../run/run-command.ts";
import { awaitBrokers } from "./broker-ready.ts";
import { type BrokerAddress, brokerProperties } from "./broker-properties.ts";

const clusterId = "4L6g3nShT-eMCtK--X86sw";
const formatMs = 180_000;
/** What a better compiler and collector cost does not come back within the minutes that a broker of a test lives. */
const shortLived = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];

export interface BrokerSettings {
  readonly jars: string;
  /** Takes the broker's data, log and properties. */
  readonly folder: string;
  readonly broker: BrokerAddress;
  readonly cluster: readonly BrokerAddress[];
  readonly heap?: string;
  readonly extra?: Readonly<Record<string, string | number>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Further words of the format command, as `--add-scram` and its user. */
  readonly formatArgs?: readonly string[];
}

/** A broker whose data folder is formatted; it is not started yet. */
export async function brokerProcess(settings: BrokerSettings): Promise<ServerProcess> {
  const { jars, broker, cluster, heap = "400m", formatArgs = [], extra = {}, env = {} } = settings;
  const folder = join(settings.folder, `broker-${broker.nodeId}`);
  mkdirSync(folder, { recursive: true });
  const properties = join(folder, "server.properties");
  writeFileSync(properties, brokerProperties({ broker, cluster, dataFolder: join(folder, "data"), extra }));
  const classPath = ["-cp", join(jars, "*")];
  const standalone = cluster.length === 1 ? ["--standalone"] : [];
  const formatted = await runCommand(
    "java",
    [
      ...shortLived,
      ...classPath,
      "kafka.tools.StorageTool",
      "format",
      ...standalone,
      "-t",
      clusterId,
      "-c",
      properties,
      ...formatArgs,
    ],
    { timeoutMs: formatMs },
  );
  if (formatted === null)
    throw new Error(`the data folder of broker ${broker.nodeId} could not be formatted`);
  return serverProcess({
    name: `Kafka broker ${broker.nodeId}`,
    command: "java",
    args: [
      `-Xmx${heap}`,
      "-XX:+ExitOnOutOfMemoryError",
      ...shortLived,
      ...classPath,
      "kafka.Kafka",
      properties,
    ],
    env,
    logFile: join(folder, "broker.log"),
    ready: () => awaitBrokers([`127.0.0.1:${broker.port}`], 1),
  });
}
