import { setTimeout as pause } from "node:timers/promises";
import { type ProxyMode } from "../../support/servers/own.ts";
import { type InfluxUnderFault } from "../round/influx-under-fault.ts";
import { type Stage } from "../round/run-round.ts";
import { type Campaign } from "./campaign.ts";

const common = {
  brokers: 1,
  workers: "tocsin-run",
  influx: true,
  perRound: 1,
  plan: {
    minutes: 300,
    ratePerSecond: 110,
    workers: ["intake", "detector", "recorder"] as const,
  },
} as const;

function onInflux(fault: (influx: InfluxUnderFault) => Promise<void>) {
  return async ({ influx }: Stage): Promise<void> => {
    if (influx === null) throw new Error("faults of the database need one of the campaign's own");
    await fault(influx);
  };
}

const inMode = (mode: ProxyMode, forMs: number) =>
  onInflux(async ({ proxy }) => {
    await proxy.set(mode);
    await pause(forMs);
    await proxy.set({ kind: "pass" });
  });

const outageMs = 60_000;

export const influxOutage: Campaign = {
  ...common,
  name: "influx-outage",
  what: "the database ended for a minute",
  option: "influx-outages",
  count: 1,
  plan: {
    ...common.plan,
    fault: onInflux(async ({ server }) => {
      await server.stop();
      await pause(outageMs);
      await server.start();
    }),
  },
};

export const influxRefusing: Campaign = {
  ...common,
  name: "influx-503",
  what: "the database answering 503 for 20 s",
  option: "influx-503",
  count: 2,
  perRound: 2,
  plan: { ...common.plan, fault: inMode({ kind: "answer", status: 503 }, 20_000) },
};

export const influxSlow: Campaign = {
  ...common,
  name: "influx-slow",
  what: "the database slow by 2 s for 20 s, or hanging as long",
  option: "influx-slow",
  count: 2,
  perRound: 2,
  plan: {
    ...common.plan,
    fault: async (stage) => {
      const mode: ProxyMode = stage.random() < 0.5 ? { kind: "slow", delayMs: 2000 } : { kind: "hang" };
      await inMode(mode, 20_000)(stage);
    },
  },
};
