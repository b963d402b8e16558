import { setTimeout as pause } from "node:timers/promises";
import { type ClusterBroker } from "../../support/servers/own.ts";
import { drawn } from "../round/fault-times.ts";
import { type Stage } from "../round/stage.ts";
import { type Campaign } from "./campaign.ts";

const common = {
  count: 20,
  perRound: 10,
  brokers: 3,
  strikesBrokers: true,
  workers: "tocsin-run",
  plan: {
    minutes: 240,
    // A transaction on three brokers takes 0.2 s and longer: one window a second leaves time to catch up between the faults.
    ratePerSecond: 45,
    workers: ["intake", "intake", "detector", "detector"] as const,
  },
} as const;

/** One broker of three has its fault; the next may come when all replicas are in sync again. */
function onBroker(fault: (broker: ClusterBroker, random: () => number) => Promise<void>) {
  return async ({ cluster, random }: Stage): Promise<void> => {
    if (cluster === null) throw new Error("broker faults need a cluster of the campaign's own");
    await fault(drawn(random, cluster.nodes), random);
    await cluster.awaitHealthy();
  };
}

export const brokerKills: Campaign = {
  ...common,
  name: "broker-kills",
  what: "kill -9 of one of three brokers",
  option: "broker-kills",
  plan: {
    ...common.plan,
    fault: onBroker(async (broker, random) => {
      await broker.kill();
      await pause(3000 * random());
      await broker.start();
    }),
  },
};

export const brokerRestarts: Campaign = {
  ...common,
  name: "broker-restarts",
  what: "clean restart of one of three brokers",
  option: "broker-restarts",
  plan: { ...common.plan, fault: onBroker((broker) => broker.restart()) },
};

export const brokerFreezes: Campaign = {
  ...common,
  name: "broker-freezes",
  what: "one of three brokers frozen for 1 to 6 s: some for longer than its session",
  option: "broker-freezes",
  plan: {
    ...common.plan,
    fault: onBroker(async (broker, random) => {
      broker.freeze();
      await pause(1000 + 5000 * random());
      broker.thaw();
    }),
  },
};
