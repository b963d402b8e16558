import { sfc32 } from "@tocsin/worlds/random";
import { intakeGroup } from "@tocsin/intake";
import type { KafkaCluster, SmallDisk } from "../../support/servers/own.ts";
import type { WorkerName, WorkerStart } from "../../support/installation/programs.ts";
import { earlierLogs, type EarlierLogs } from "../log/earlier-logs.ts";
import { awaitGroupAtEnd } from "../log/group-progress.ts";
import { type SteppedClocks, steppedClocks } from "../telemetry/stepped-clocks.ts";
import { type Gate, producersGate, type ProducersGate } from "../telemetry/gate.ts";
import { type FaultInstallation } from "./fault-installation.ts";
import { type InfluxUnderFault } from "./influx-under-fault.ts";
import { awaitJudged } from "./judge-round.ts";
import { supervised, type Supervised } from "./supervised.ts";

/** What a fault may lay hands on. */
export interface Stage {
  readonly installation: FaultInstallation;
  /** The workers of now; a fault may add some and take them away again. */
  readonly workers: Supervised[];
  readonly random: () => number;
  /** Null where the broker is not the campaign's own. */
  readonly cluster: KafkaCluster | null;
  /** Null where nothing is recorded. */
  readonly influx: InfluxUnderFault | null;
  /** Of the server that has one of its own; null unless the campaign asks for it. */
  readonly disk: SmallDisk | null;
  readonly addWorker: (kind: WorkerName) => Supervised;
  /** Of the telemetry's producer. */
  readonly gate: Gate;
  /** Of those who send telemetry. */
  readonly clocks: SteppedClocks;
  /** To be told of each log that a fault deletes or cuts back. */
  readonly earlier: EarlierLogs;
  /** Resolves when the workers have read, judged and committed all telemetry that is there. */
  readonly awaitAllRead: () => Promise<void>;
}

export interface StageOptions {
  readonly seed: number;
  readonly workers: readonly WorkerName[];
  /** How the worker of this number is started, where not as usual. */
  readonly startOf?: (installation: FaultInstallation, worker: number) => WorkerStart;
}

export type StageServers = Pick<Stage, "cluster" | "influx" | "disk">;

/** The telemetry's producer asks for the whole gate. */
export interface StageWithGate extends Stage {
  readonly gate: ProducersGate;
}

const readMs = 300_000;

/** Starts nothing. */
export function stageOf(
  installation: FaultInstallation,
  { seed, startOf }: StageOptions,
  servers: StageServers,
): StageWithGate {
  const draw = sfc32([seed, 5, 8]);
  const workers: Supervised[] = [];
  const earlier = earlierLogs();
  const { brokers, configuration, telemetryTopics } = installation;
  return {
    installation,
    workers,
    random: () => draw() / 2 ** 32,
    ...servers,
    addWorker: (kind) => {
      const worker = supervised(installation.worker(kind, startOf?.(installation, workers.length)));
      workers.push(worker);
      return worker;
    },
    gate: producersGate(),
    clocks: steppedClocks(),
    earlier,
    awaitAllRead: async () => {
      const group = { groupId: intakeGroup(configuration), topics: telemetryTopics };
      await awaitGroupAtEnd(brokers, group, readMs);
      await awaitJudged(installation, earlier, readMs);
    },
  };
}
