import { setTimeout as pause } from "node:timers/promises";
import { type ProxyMode } from "../../support/servers/own.ts";
import { type InfluxUnderFault } from "../round/influx-under-fault.ts";
import { type Stage } from "../round/stage.ts";
import { type Campaign } from "./campaign.ts";

const common = {
  brokers: 3,
  workers: "tocsin-run",
  influx: true,
  perRound: 20,
  plan: {
    minutes: 240,
    ratePerSecond: 50,
    workers: ["intake", "detector", "recorder"] as const,
  },
} as const;

/** From 2 to 20 s, and more often short. */
const awhileMs = (random: () => number): number => 2000 + 18_000 * random() ** 2;

function onInflux(fault: (influx: InfluxUnderFault) => Promise<void>) {
  return async ({ influx }: Stage): Promise<void> => {
    if (influx === null) throw new Error("faults of the database need one of the campaign's own");
    await fault(influx);
  };
}

const inMode = (mode: (random: () => number) => ProxyMode) => async (stage: Stage) => {
  const { random } = stage;
  await onInflux(async ({ proxy }) => {
    await proxy.set(mode(random));
    await pause(awhileMs(random));
    await proxy.set({ kind: "pass" });
  })(stage);
};

export const recorderKills: Campaign = {
  ...common,
  name: "recorder-kills",
  what: "kill -9 of the recorder at a random moment",
  option: "recorder-kills",
  count: 20,
  plan: {
    ...common.plan,
    fault: async ({ workers }) => {
      for (const worker of workers.filter(({ name }) => name.startsWith("recorder"))) await worker.kill();
    },
  },
};

export const influxOutage: Campaign = {
  ...common,
  name: "influx-outage",
  what: "the database ended for 2 to 20 s, and started again",
  option: "influx-outages",
  count: 20,
  plan: {
    ...common.plan,
    fault: async (stage) => {
      await onInflux(async ({ server }) => {
        await server.stop();
        await pause(awhileMs(stage.random));
        await server.start();
      })(stage);
    },
  },
};

export const influxRefusing: Campaign = {
  ...common,
  name: "influx-503",
  what: "the database answering 503 for 2 to 20 s",
  option: "influx-503",
  count: 20,
  plan: { ...common.plan, fault: inMode(() => ({ kind: "answer", status: 503 })) },
};

export const influxSlow: Campaign = {
  ...common,
  name: "influx-slow",
  what: "the database slow by 2 s for 2 to 20 s, or hanging as long",
  option: "influx-slow",
  count: 20,
  plan: {
    ...common.plan,
    fault: inMode((random) => (random() < 0.5 ? { kind: "slow", delayMs: 2000 } : { kind: "hang" })),
  },
};

/** One of the project's commands, which must do what it is for. */
export async function done({ installation }: Stage, words: readonly string[]): Promise<void> {
  const command = installation.command(words);
  command.start();
  const { code } = await command.ended();
  if (code !== 0) throw new Error(`tocsin ${words.join(" ")} ended with ${code}: ${command.text}`);
}

async function dropAndRebuild(stage: Stage): Promise<void> {
  await onInflux(async ({ drop }) => {
    await drop();
    await pause(5000 * stage.random());
    await done(stage, ["influx", "setup"]);
    await done(stage, ["influx", "rebuild"]);
  })(stage);
}

export const influxDropped: Campaign = {
  ...common,
  name: "influx-dropped",
  what: "the bucket deleted, made anew by `tocsin influx setup` and filled by `tocsin influx rebuild`",
  option: "influx-drops",
  count: 20,
  plan: { ...common.plan, fault: dropAndRebuild },
};

export const influxRevoked: Campaign = {
  ...common,
  name: "influx-token-revoked",
  what: "the recorder's token revoked for 2 to 20 s",
  option: "influx-revocations",
  count: 20,
  plan: {
    ...common.plan,
    fault: async (stage) => {
      await onInflux(async ({ token }) => {
        await token.revoke();
        await pause(awhileMs(stage.random));
        await token.grant();
      })(stage);
    },
  },
};

export const influxOneWay: Campaign = {
  ...common,
  name: "influx-one-way",
  what: "the network to the database cut in one direction for 2 to 20 s",
  option: "influx-one-way",
  count: 20,
  plan: {
    ...common.plan,
    fault: inMode((random) => ({ kind: "one-way", held: random() < 0.5 ? "requests" : "answers" })),
  },
};
