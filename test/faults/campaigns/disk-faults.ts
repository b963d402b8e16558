import { setTimeout as pause } from "node:timers/promises";
import { type Stage } from "../round/stage.ts";
import { type Campaign } from "./campaign.ts";
import { done } from "./influx-faults.ts";

const fullMs = 15_000;
const lookMs = 200;

/** One of three brokers, whose only disk is full, ends; it is started when there is room again, as it would be by its supervisor. */
async function fillBrokersDisk({ cluster, disk, random }: Stage): Promise<void> {
  const [broker] = cluster?.nodes ?? [];
  if (broker === undefined || disk === null) throw new Error("a full disk needs a broker with a small one");
  disk.fill();
  for (let waitedMs = 0; broker.running && waitedMs < fullMs; waitedMs += lookMs) await pause(lookMs);
  await pause(3000 * random());
  disk.free();
  // One that writes nothing just now may not have noticed.
  if (broker.running) await broker.kill();
  await broker.start();
  await cluster?.awaitHealthy();
}

export const brokerDiskFull: Campaign = {
  name: "broker-disk-full",
  what: "the disk of one of three brokers full until it ends, and started again when there is room",
  option: "broker-disks",
  count: 20,
  perRound: 20,
  brokers: 3,
  servers: "disk-of-broker",
  strikesBrokers: true,
  workers: "tocsin-run",
  plan: {
    minutes: 240,
    ratePerSecond: 30,
    workers: ["intake", "intake", "detector", "detector"],
    fault: fillBrokersDisk,
  },
};

/**
 * A database whose disk was full as it opened a shard refuses that shard's points until it is started again; and then it
 * may lack points that it had taken (influxdata/influxdb issue 9657), which only the topics can give back.
 */
async function fillInfluxDisk(stage: Stage): Promise<void> {
  const { disk, influx, random } = stage;
  if (disk === null || influx === null) throw new Error("a full disk needs a database with a small one");
  disk.fill();
  await pause(3000 + 7000 * random());
  disk.free();
  await influx.server.stop();
  await influx.server.start();
  await done(stage, ["influx", "rebuild"]);
}

export const influxDiskFull: Campaign = {
  name: "influx-disk-full",
  what: "the database's disk full for 3 to 10 s, the database started again when there is room, and `tocsin influx rebuild`",
  option: "influx-disks",
  count: 20,
  perRound: 20,
  brokers: 3,
  servers: "disk-of-influx",
  workers: "tocsin-run",
  influx: true,
  plan: {
    minutes: 240,
    ratePerSecond: 30,
    workers: ["intake", "detector", "recorder"],
    fault: fillInfluxDisk,
  },
};
