import { globSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { ServerMissing } from "../../support/servers/own.ts";
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

/** Stands between a process and its clock: Debian's package `libfaketime`. */
function fakeTimeLibrary(): string {
  const [library] = globSync("/usr/lib/{*/,}faketime/libfaketime.so.1");
  if (library === undefined)
    throw new ServerMissing("host clocks are stepped by libfaketime, which is not there");
  return library;
}

/** A worker's clock goes by what this file says. */
const clockFile = (folder: string, worker: number): string => join(folder, `clock-${worker}`);

const secondMs = 1000;
const hostStepsMs = stepsMs.flatMap((stepMs) => [stepMs, -stepMs]);

async function stepHostClock({ installation, workers, random }: Stage): Promise<void> {
  const file = clockFile(installation.folder, Math.floor(random() * workers.length));
  const seconds = drawn(random, hostStepsMs) / secondMs;
  writeFileSync(file, `${seconds > 0 ? "+" : ""}${seconds}\n`);
  await pause(2000 + 8000 * random());
  writeFileSync(file, "+0\n");
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
    startOf: ({ folder }, worker) => {
      const file = clockFile(folder, worker);
      writeFileSync(file, "+0\n");
      return {
        env: {
          LD_PRELOAD: fakeTimeLibrary(),
          FAKETIME_TIMESTAMP_FILE: file,
          FAKETIME_NO_CACHE: "1",
          FAKETIME_DONT_FAKE_MONOTONIC: "1",
        },
      };
    },
    fault: stepHostClock,
  },
};
