import { setTimeout as pause } from "node:timers/promises";
import { type Stage } from "../round/stage.ts";
import { awaitReady } from "../round/supervised.ts";
import { type Campaign } from "./campaign.ts";

/** All are killed while they catch up, and find what still waits. */
async function startAnew({ workers, random }: Stage): Promise<void> {
  await awaitReady(workers);
  await pause(2000 * random());
  await Promise.all(workers.map((worker) => worker.kill()));
}

/** Found at a start, in less memory than the smallest machines have; a fault is one start of all three. */
export const backlog: Campaign = {
  name: "backlog",
  what: "intake, detector and recorder started, each with 512 MB, before what waits of a million messages, and killed as they catch up",
  option: "backlogs",
  count: 20,
  perRound: 20,
  brokers: 3,
  workers: "tocsin-run",
  influx: true,
  plan: {
    minutes: 33_000,
    ratePerSecond: 20_000,
    workers: ["intake", "detector", "recorder"],
    isBacklog: true,
    mostMegabytes: 512,
    drainMs: 1_800_000,
    fault: startAnew,
  },
};
