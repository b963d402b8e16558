import type { ConfigurationInput } from "@tocsin/contracts";
import { writeConfiguration } from "../../support/installation/programs.ts";
import {
  dropBucket,
  faultProxy,
  type FaultProxy,
  freshBucket,
  freshToken,
  type FreshToken,
  influxProcess,
  type OwnInflux,
  type SmallDisk,
} from "../../support/servers/own.ts";
import { compareOutputs, type Damage } from "../judge/compare.ts";
import { awaitGroupAtEnd } from "../log/group-progress.ts";
import { type FaultInstallation } from "./fault-installation.ts";
import { allRows } from "./influx-rows.ts";

/** A database of the round's own, behind a proxy that makes its network bad. */
export interface InfluxUnderFault {
  readonly server: OwnInflux;
  readonly proxy: FaultProxy;
  /** By which the workers write. */
  readonly token: FreshToken;
  /** Deletes the bucket to which they write. */
  readonly drop: () => Promise<void>;
  /** What the workers are told. */
  readonly configured: NonNullable<ConfigurationInput["influx"]>;
  /**
   * Waits until the recorder has written everything, lets another recorder write the same topics to another bucket
   * without any fault, and compares the two. `rows`: how many there are without fault.
   */
  check(
    installation: FaultInstallation,
    withinMs: number,
  ): Promise<{ readonly rows: number; readonly damages: readonly Damage[] }>;
  close(): Promise<void>;
}

const undisturbedMs = 300_000;

function undisturbedConfiguration(
  { input, folder, configuration }: FaultInstallation,
  influx: { readonly url: string; readonly bucket: string; readonly token: string },
): { readonly file: string; readonly namePrefix: string } {
  const namePrefix = `${configuration.kafka.namePrefix}-undisturbed`;
  const file = writeConfiguration(folder, "undisturbed.yaml", {
    ...input,
    kafka: { ...input.kafka, namePrefix },
    influx: { ...input.influx, ...influx },
  });
  return { file, namePrefix };
}

/** On a disk of its own where one is given. */
export async function influxUnderFault(disk: SmallDisk | null = null): Promise<InfluxUnderFault> {
  const server = await influxProcess({ version: 2, ...(disk === null ? {} : { folder: disk.path }) });
  const { url, org, token } = server;
  const disturbed = await freshBucket(server);
  const undisturbed = await freshBucket(server);
  const proxy = await faultProxy(url);
  const ofWorkers = await freshToken(server);
  return {
    server,
    proxy,
    token: ofWorkers,
    drop: () => dropBucket(server, disturbed.name),
    configured: { api: "v2", url: proxy.url, org, token: ofWorkers.token, bucket: disturbed.name },
    check: async (installation, withinMs) => {
      const { topics, kafka } = installation.configuration;
      const recorded = [topics.evidence, topics.incidents];
      const atEnd = (namePrefix: string, ms: number): Promise<void> =>
        awaitGroupAtEnd(installation.brokers, { groupId: `${namePrefix}.recorder`, topics: recorded }, ms);
      // What has not come by then is missing below.
      await atEnd(kafka.namePrefix, withinMs).catch(() => {});
      const other = undisturbedConfiguration(installation, { url, token, bucket: undisturbed.name });
      const recorder = installation.worker("recorder", { configFile: other.file });
      recorder.start();
      try {
        await atEnd(other.namePrefix, undisturbedMs);
      } finally {
        await recorder.terminate();
      }
      const expected = await allRows({ url, token, bucket: undisturbed.name });
      const found = await allRows({ url, token, bucket: disturbed.name });
      return { rows: expected.length, damages: compareOutputs("points", expected, found) };
    },
    close: async () => {
      await proxy.close();
      await server.close();
    },
  };
}
