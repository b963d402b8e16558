import { setTimeout as pause } from "node:timers/promises";
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
  perRound: 6,
  brokers: 1,
  workers: "tocsin-run",
  plan: {
    minutes: 300,
    ratePerSecond: 120,
    workers: ["intake", "intake", "detector", "detector"],
    fault: stepClock,
  },
};
