import { deployBlips } from "../world/deploy-blips.ts";
import type { Fault } from "../world/fault.ts";
import { type Influence, influence } from "../world/influence.ts";
import type { Scenario } from "./scenario.ts";

const minuteMs = 60_000;

export const plantedEnd = (planted: { readonly onset: number; readonly minutes: number }): number =>
  planted.onset + planted.minutes * minuteMs;

/** Isolated incidents where the scenario puts them, and deploy blips where the seed does. */
export function quietFaults(scenario: Scenario, services: readonly string[], seed: number): readonly Fault[] {
  const { quietDays, period } = scenario;
  const planted = quietDays.isolated.map((fault): Fault => ({
    kind: fault.kind,
    services: fault.services,
    onset: fault.onset,
    end: plantedEnd(fault),
    severity: fault.severity,
  }));
  const { from, to } = period;
  const blipsPerDay = quietDays.deployBlipsPerDay;
  return [...planted, ...deployBlips({ services, from, to, seed, blipsPerDay })];
}

/** Report bursts and traffic peaks, in which nothing fails. */
export function quietInfluences({ quietDays }: Scenario): readonly Influence[] {
  const bursts = quietDays.reportBursts.flatMap(({ services, reportsFactor, ...burst }) =>
    services.map((service) =>
      influence(
        service,
        { reportsFactor },
        { from: burst.onset, until: plantedEnd(burst), rampMinutes: burst.rampMinutes },
      ),
    ),
  );
  const peaks = quietDays.trafficPeaks.flatMap(({ services, trafficFactor, ...peak }) =>
    services.map((service) =>
      influence(
        service,
        { trafficFactor },
        { from: peak.onset, until: plantedEnd(peak), rampMinutes: peak.rampMinutes },
      ),
    ),
  );
  return [...bursts, ...peaks];
}
