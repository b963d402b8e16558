import { setTimeout as pause } from "node:timers/promises";
import { drawn } from "../round/fault-times.ts";
import { type Stage } from "../round/stage.ts";
import { type Campaign } from "./campaign.ts";

const pairs = ["intake", "intake", "detector", "detector"] as const;
const usual = { minutes: 240, ratePerSecond: 60, workers: pairs };

export const workerKills: Campaign = {
  name: "worker-kills",
  what: "kill -9 of a worker at a random moment",
  option: "kills",
  count: 20,
  perRound: 20,
  brokers: 3,
  workers: "tocsin-run",
  plan: { ...usual, fault: ({ workers, random }) => drawn(random, workers).kill() },
};

/** Longer than its session: others take over what it held, and it wakes up believing that it still holds it. */
async function freezeBeyondSession({ workers, random, installation }: Stage): Promise<void> {
  const worker = drawn(random, workers);
  worker.freeze();
  await pause(installation.configuration.kafka.sessionTimeoutMs * (1.1 + 0.6 * random()));
  worker.thaw();
}

export const workerFreezes: Campaign = {
  name: "worker-freezes",
  what: "a worker frozen beyond its session, then thawed (zombie)",
  option: "freezes",
  count: 20,
  perRound: 20,
  brokers: 3,
  workers: "tocsin-run",
  plan: { ...usual, fault: freezeBeyondSession },
};

/** Every worker in its turn: ended in order and replaced. */
async function roll({ workers }: Stage): Promise<void> {
  for (const worker of workers) await worker.restart();
}

export const rollingRestarts: Campaign = {
  name: "rolling-restarts",
  what: "all workers restarted one after the other",
  option: "rolls",
  count: 20,
  perRound: 20,
  brokers: 3,
  workers: "tocsin-run",
  plan: { ...usual, fault: roll },
};

const scaleStepMs = 2000;

/** One intake more at a time up to four, and down again. */
async function scaleUpAndDown({ workers, addWorker }: Stage): Promise<void> {
  const added = [];
  for (let step = 0; step < 3; step += 1) {
    added.push(addWorker("intake"));
    await pause(scaleStepMs);
  }
  for (const worker of added) {
    await worker.stop();
    workers.splice(workers.indexOf(worker), 1);
    await pause(scaleStepMs);
  }
}

export const scaling: Campaign = {
  name: "scaling",
  what: "intakes scaled from 1 to 4 and back",
  option: "scalings",
  count: 20,
  perRound: 20,
  brokers: 3,
  workers: "tocsin-run",
  plan: { ...usual, ratePerSecond: 30, workers: ["intake", "detector", "detector"], fault: scaleUpAndDown },
};

/** The same faults against workers that promise nothing. */
export const control: Campaign = {
  ...workerKills,
  name: "control",
  what: "kill -9 of a worker that writes without transactions, which must do damage",
  option: "control-kills",
  workers: "unsafe",
  plan: { ...workerKills.plan, drainMs: 20_000 },
};
