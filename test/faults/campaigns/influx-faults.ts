import { setTimeout as pause } from "node:timers/promises";
import { type ProxyMode } from "../../support/servers/own.ts";
import { type InfluxUnderFault } from "../round/influx-under-fault.ts";
import { type Stage } from "../round/stage.ts";
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

export const recorderKills: Campaign = {
  ...common,
  name: "recorder-kills",
  what: "kill -9 of the recorder at a random moment",
  option: "recorder-kills",
  count: 10,
  perRound: 10,
  plan: {
    ...common.plan,
    fault: async ({ workers }) => {
      for (const worker of workers.filter(({ name }) => name.startsWith("recorder"))) await worker.kill();
    },
  },
};

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

/** One of the project's commands, which must do what it is for. */
async function done({ installation }: Stage, words: readonly string[]): Promise<void> {
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
  perRound: 3,
  plan: { ...common.plan, fault: dropAndRebuild },
};

export const influxRevoked: Campaign = {
  ...common,
  name: "influx-token-revoked",
  what: "the recorder's token revoked for 2 to 12 s",
  option: "influx-revocations",
  count: 20,
  perRound: 4,
  plan: {
    ...common.plan,
    fault: async (stage) => {
      await onInflux(async ({ token }) => {
        await token.revoke();
        await pause(2000 + 10_000 * stage.random());
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
  perRound: 4,
  plan: {
    ...common.plan,
    fault: async (stage) => {
      const held = stage.random() < 0.5 ? "requests" : "answers";
      await inMode({ kind: "one-way", held }, 2000 + 18_000 * stage.random())(stage);
    },
  },
};
