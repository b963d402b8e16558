import {
  type LiveConfiguration,
  loadLiveConfiguration,
  type ResolvedConfiguration,
} from "@tocsin/adapters/config";
import { kafkaCluster, type TopicAdmin } from "@tocsin/adapters/kafka";
import { kafkaFault } from "@tocsin/adapters/process";
import type { Log } from "@tocsin/log";
import { exitCodes, ProcessFault } from "../exit-codes.ts";
import { type CliIo, write } from "../io.ts";
import { faultBlocks } from "../settings/faults.ts";
import { render } from "../terminal/paint.ts";

/** The configuration of a command that speaks to servers; faults are told one a line, and end it with code 2. */
async function liveConfiguration(configFile: string | null, io: CliIo): Promise<LiveConfiguration> {
  const loaded = await loadLiveConfiguration({ file: configFile, env: io.env });
  if (loaded.kind === "loaded") return loaded.value;
  await write(io.stderr, render(faultBlocks(loaded.faults), io.stderr, io.env));
  throw new ProcessFault(exitCodes.usage, "nothing was done, because of these faults");
}

export interface OpenCluster {
  readonly configuration: ResolvedConfiguration;
  readonly log: Log;
  readonly admin: TopicAdmin;
}

/** Works with the configured cluster and closes it after; what goes wrong with it becomes a `ProcessFault`. */
export async function withCluster<Result>(
  configFile: string | null,
  io: CliIo,
  work: (cluster: OpenCluster) => Promise<Result>,
): Promise<Result> {
  const { configuration } = await liveConfiguration(configFile, io);
  const { log: openLog, admin: openAdmin } = io.cluster ?? kafkaCluster;
  const log = openLog(configuration.kafka);
  const admin = openAdmin(configuration.kafka);
  try {
    return await work({ configuration, log, admin });
  } catch (error) {
    throw kafkaFault(error, configuration.kafka.brokers);
  } finally {
    await Promise.all([log.close(), admin.close()]);
  }
}
