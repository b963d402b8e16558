import { setTimeout as pause } from "node:timers/promises";
import { type Stage } from "../round/stage.ts";
import { type Campaign } from "./campaign.ts";

/** Shorter and longer than the workers' sessions and transactions. */
async function cutOneWay({ cluster, random }: Stage): Promise<void> {
  const proxies = (cluster?.nodes ?? []).flatMap(({ proxy }) => proxy ?? []);
  if (proxies.length === 0) throw new Error("a bad network needs brokers behind proxies");
  const held = random() < 0.5 ? "requests" : "answers";
  for (const proxy of proxies) await proxy.set({ kind: "one-way", held });
  await pause(500 + 14_500 * random());
  for (const proxy of proxies) await proxy.set({ kind: "pass" });
}

export const brokerOneWay: Campaign = {
  name: "broker-one-way",
  what: "the network between workers and broker cut in one direction for 0.5 to 15 s",
  option: "broker-one-way",
  count: 20,
  perRound: 20,
  brokers: 3,
  servers: "proxied",
  strikesBrokers: true,
  workers: "tocsin-run",
  plan: {
    minutes: 240,
    ratePerSecond: 60,
    workers: ["intake", "intake", "detector", "detector"],
    fault: cutOneWay,
  },
};
