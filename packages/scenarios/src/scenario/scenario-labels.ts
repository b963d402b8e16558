import type { Labels } from "@tocsin/contracts";
import { plantedEnd } from "./quiet-days.ts";
import { isStaged, type Scenario, type StagedScenario, type WithdrawnScenario } from "./scenario.ts";

type LabelledIncident = Labels["incidents"][number];

const instant = (ts: number): string => new Date(ts).toISOString().replace(".000Z", "Z");

/** The truth about a scenario's recording: what failed, what was planted in the quiet days, and the quiet days. */
export function scenarioLabels(scenario: Scenario): Labels {
  const planted = [...plantedLabels(scenario), ...reportLabels(scenario)];
  if (isStaged(scenario)) return stagedLabels(scenario, planted);
  const { outage, period } = scenario;
  return {
    incidents: [...planted, outageLabel(scenario)],
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

function outageLabel({ name, outage, roles }: WithdrawnScenario): LabelledIncident {
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

/** Quiet is all the time until the first failure of several together, or the whole where there is none. */
function stagedLabels({ happenings, period }: StagedScenario, planted: readonly LabelledIncident[]): Labels {
  const together = happenings.filter(({ scope }) => scope === "simultaneous").map(({ onset }) => onset);
  const incidents = happenings.flatMap(({ id, scope, onset, end, services, component, innocent }) =>
    scope === undefined
      ? []
      : {
          id,
          scope,
          onset: instant(onset),
          end: instant(end),
          services: [...(services ?? [])],
          ...(component === undefined ? {} : { component }),
          ...(innocent === undefined ? {} : { innocent: [...innocent] }),
        },
  );
  return {
    incidents: [...planted, ...incidents],
    quiet: [{ from: instant(period.from), to: instant(Math.min(period.to, ...together)) }],
  };
}
