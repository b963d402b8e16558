import { randomStream, uniform, wholeBetween } from "../random/index.ts";
import type { Service } from "./service.ts";
import { minutesPerDay } from "./world-time.ts";

/** Edges of the office day and the nightly job move by up to so many minutes from day to day. */
const edgeJitterMinutes = 4;

/** Whether a service works, minute by minute (1 or 0); null where it always does. */
export function workingMinutes(service: Service, seed: number, minutes: number): Uint8Array | null {
  const { schedule } = service;
  const random = randomStream(seed, service.name, "schedule");
  const jitter = (): number => wholeBetween(random, -edgeJitterMinutes, edgeJitterMinutes);
  const working = new Uint8Array(minutes);
  const days = Math.ceil(minutes / minutesPerDay);
  switch (schedule.kind) {
    case "always":
    case "seldom":
      return null;
    case "office":
      for (let day = 0; day < days; day += 1) {
        const [opens, closes] = [jitter(), jitter()];
        // Minute 0 is a Monday.
        if (day % 7 >= 5) continue;
        const midnight = day * minutesPerDay;
        working.fill(1, midnight + schedule.fromHour * 60 + opens, midnight + schedule.toHour * 60 + closes);
      }
      return working;
    case "nightly":
      for (let day = 0; day < days; day += 1) {
        const from = day * minutesPerDay + schedule.hour * 60 + jitter();
        working.fill(1, Math.max(0, from), Math.max(0, from + schedule.minutes + 2 * jitter()));
      }
      return working;
    case "on-off": {
      let at = 0;
      while (at < minutes) {
        const on = 1 + Math.round(-schedule.onMinutes * Math.log(uniform(random)));
        const off = 1 + Math.round(-schedule.offMinutes * Math.log(uniform(random)));
        working.fill(1, at, at + on);
        at += on + off;
      }
      return working;
    }
  }
}
