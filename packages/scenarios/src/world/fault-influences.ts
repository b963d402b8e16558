import { randomStream, wholeBetween } from "@tocsin/worlds/random";
import type { Fault } from "./fault.ts";
import { faultEffect } from "./fault-effects.ts";
import { type Influence, influence } from "./influence.ts";

const minuteMs = 60_000;
/** People notice one to two minutes after the onset, and their number grows over five. */
const noticeMinutes = [1, 2] as const;
const reportsRampMinutes = 5;
const usualSeverity = 0.5;

/** What a fault does to each of its services. The seed decides when services follow the first and people notice. */
export function faultInfluences(fault: Fault, seed: number): readonly Influence[] {
  if (fault.end <= fault.onset) throw new RangeError(`a fault (${fault.kind}) ends before it begins`);
  const effect = faultEffect(fault.kind, fault.severity ?? usualSeverity);
  return fault.services.flatMap((unit, position) => {
    const random = randomStream(seed, "fault", fault.kind, String(fault.onset), unit);
    const delay = position === 0 ? 0 : wholeBetween(random, 0, fault.jitterMinutes ?? 0);
    const from = fault.onset + delay * minuteMs;
    const noticed = from + wholeBetween(random, noticeMinutes[0], noticeMinutes[1]) * minuteMs;
    const telemetry = influence(unit, effect.telemetry, {
      from,
      until: fault.end,
      rampMinutes: effect.rampMinutes,
    });
    if (effect.reportsFactor === 1 || noticed >= fault.end) return [telemetry];
    const reports = influence(
      serviceOf(unit),
      { reportsFactor: effect.reportsFactor },
      { from: noticed, until: fault.end, rampMinutes: reportsRampMinutes },
    );
    return [telemetry, reports];
  });
}

function serviceOf(unit: string): string {
  return unit.split("/")[0] ?? unit;
}
