import { randomStream, uniform, wholeBetween } from "@tocsin/worlds/random";
import type { Fault } from "./fault.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;
const shortestMinutes = 1;
const longestMinutes = 4;

export interface DeployPlan {
  readonly services: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly seed: number;
  /** Over all services together. */
  readonly blipsPerDay: number;
}

/** Deploy blips at random times (a Poisson process), each in one random service for one to four minutes. */
export function deployBlips(plan: DeployPlan): readonly Fault[] {
  const random = randomStream(plan.seed, "deploy-blips");
  const blips: Fault[] = [];
  if (plan.blipsPerDay === 0) return blips;
  let at = plan.from;
  for (;;) {
    at += (-Math.log(uniform(random)) * dayMs) / plan.blipsPerDay;
    const onset = Math.floor(at / minuteMs) * minuteMs;
    const end = onset + wholeBetween(random, shortestMinutes, longestMinutes) * minuteMs;
    if (end > plan.to) return blips;
    const service = plan.services[wholeBetween(random, 0, plan.services.length - 1)];
    if (service === undefined) return blips;
    blips.push({ kind: "deploy-blip", onset, end, services: [service], severity: uniform(random) });
  }
}
