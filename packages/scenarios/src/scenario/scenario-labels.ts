import type { Labels } from "@tocsin/contracts";
import { plantedEnd } from "./quiet-days.ts";
import type { Scenario } from "./scenario.ts";

type LabelledIncident = Labels["incidents"][number];

const instant = (ts: number): string => new Date(ts).toISOString().replace(".000Z", "Z");

/** The truth about a scenario's recording: the outage, what was planted in the quiet days, and the quiet days. */
export function scenarioLabels(scenario: Scenario): Labels {
  const { outage, period } = scenario;
  return {
    incidents: [...plantedLabels(scenario), ...reportLabels(scenario), outageLabel(scenario)],
    quiet: [{ from: instant(period.from), to: instant(outage.onset) }],
  };
}

function plantedLabels({ quietDays }: Scenario): readonly LabelledIncident[] {
  return quietDays.isolated.map((fault) => ({
    id: fault.id,
    scope: "isolated",
    onset: instant(fault.onset),
    end: instant(plantedEnd(fault)),
    services: [...new Set(fault.services.map((unit) => unit.split("/")[0] ?? unit))],
  }));
}

function reportLabels({ quietDays }: Scenario): readonly LabelledIncident[] {
  return quietDays.reportBursts.flatMap((burst) => {
    if (burst.id === undefined) return [];
    const { id, onset, services } = burst;
    return [{ id, scope: "reports-only", onset: instant(onset), end: instant(plantedEnd(burst)), services }];
  });
}

function outageLabel({ name, outage, roles }: Scenario): LabelledIncident {
  return {
    id: name,
    scope: "simultaneous",
    onset: instant(outage.onset),
    end: instant(outage.end),
    services: [...roles.members],
    component: outage.component,
    innocent: [...roles.refuges, ...roles.blamed],
  };
}
