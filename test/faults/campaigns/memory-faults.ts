import { type Campaign } from "./campaign.ts";

/** Found at a start, in less memory than the smallest machines have; a fault is one start of all three. */
export const backlog: Campaign = {
  name: "backlog",
  what: "intake, detector and recorder started, each with 512 MB, before 200,000 messages that wait",
  option: "backlogs",
  count: 2,
  perRound: 1,
  brokers: 1,
  workers: "tocsin-run",
  influx: true,
  plan: {
    minutes: 6600,
    ratePerSecond: 20_000,
    workers: ["intake", "detector", "recorder"],
    isBacklog: true,
    mostMegabytes: 512,
    drainMs: 900_000,
    fault: async () => {},
  },
};
