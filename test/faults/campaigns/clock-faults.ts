import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { steppedClock, type SteppedClock } from "../../support/servers/own.ts";
import { drawn } from "../round/fault-times.ts";
import { type Stage } from "../round/stage.ts";
import { serviceNames } from "../telemetry/seeded-telemetry.ts";
import { type Campaign } from "./campaign.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Within the lateness that is allowed, beyond it, and such that nobody believes them. */
const stepsMs = [
  minuteMs / 4,
  3 * minuteMs,
  10 * minuteMs,
  60 * minuteMs,
  dayMs,
  40 * dayMs,
  365 * dayMs,
  1000 * dayMs,
] as const;

async function stepClock({ clocks, random }: Stage): Promise<void> {
  const service = drawn(random, serviceNames);
  const sign = random() < 0.5 ? 1 : -1;
  clocks.step(service, sign * drawn(random, stepsMs));
  await pause(1000 + 5000 * random());
  clocks.step(service, 0);
}

export const clockSteps: Campaign = {
  name: "clock-steps",
  what: "the clock of a producer stepped by seconds to years, ahead or behind, and back",
  option: "clock-steps",
  count: 20,
  perRound: 20,
  brokers: 3,
  workers: "tocsin-run",
  plan: {
    minutes: 240,
    ratePerSecond: 60,
    workers: ["intake", "intake", "detector", "detector"],
    fault: stepClock,
    mustTellOutages: true,
  },
};

const stepsBothWaysMs = stepsMs.flatMap((stepMs) => [stepMs, -stepMs]);

/** Wrong for some seconds. */
async function stepped(clock: SteppedClock, random: Stage["random"]): Promise<void> {
  clock.step(drawn(random, stepsBothWaysMs));
  await pause(2000 + 8000 * random());
  clock.step(0);
}

const clockOf = (folder: string, worker: number): SteppedClock =>
  steppedClock(join(folder, `clock-${worker}`));

async function stepHostClock({ installation, workers, random }: Stage): Promise<void> {
  await stepped(clockOf(installation.folder, Math.floor(random() * workers.length)), random);
}

export const hostClockSteps: Campaign = {
  name: "host-clock-steps",
  what: "the clock of a worker stepped while it runs, by seconds to years, ahead or behind, and back",
  option: "host-clock-steps",
  count: 20,
  perRound: 20,
  brokers: 3,
  workers: "tocsin-run",
  plan: {
    minutes: 240,
    ratePerSecond: 60,
    workers: ["intake", "intake", "detector", "detector"],
    startOf: ({ folder }, worker) => ({ env: clockOf(folder, worker).env }),
    fault: stepHostClock,
  },
};

/**
 * A broker whose clock went back is started again, as whoever looks after it would do: seen of one that went back by years is
 * that it does not always reach the others again, probably because it counts the pauses between its attempts by that clock.
 */
async function stepBrokersClock({ cluster, random }: Stage): Promise<void> {
  if (cluster === null) throw new Error("a broker's clock is stepped in a cluster of the campaign's own");
  const broker = drawn(random, cluster.nodes);
  if (broker.clock === null) throw new Error("the clock of a broker that cannot be stepped");
  await stepped(broker.clock, random);
  await broker.restart();
  await cluster.awaitHealthy();
}

export const brokerClockSteps: Campaign = {
  name: "broker-clock-steps",
  what: "the clock of one of three brokers stepped while it runs, by seconds to years, ahead or behind, and back, and the broker restarted",
  option: "broker-clock-steps",
  count: 20,
  perRound: 20,
  brokers: 3,
  strikesBrokers: true,
  servers: "stepped-clocks",
  workers: "tocsin-run",
  plan: {
    minutes: 240,
    ratePerSecond: 30,
    workers: ["intake", "intake", "detector", "detector"],
    fault: stepBrokersClock,
  },
};
