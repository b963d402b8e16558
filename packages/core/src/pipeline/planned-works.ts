import { membersOfComponent, type TopologyInput } from "../correlate/index.ts";
import type { PlannedWork } from "../knowledge/knowledge.ts";
import type { Maintenance } from "../knowledge/maintenance.ts";
import type { WorkOn } from "../model/index.ts";

/**
 * Planned work as the model takes it, that of the configuration and what was told: components by their members, those of
 * what depends on them included. It is worked out anew only when something else is told.
 */
export function plannedWorks(
  topology: TopologyInput | null,
  configured: readonly PlannedWork[],
): (maintenance: Maintenance) => readonly WorkOn[] {
  const ofConfiguration = configured.map((work) => workOn(topology, work));
  let told: readonly PlannedWork[] = [];
  let works: readonly WorkOn[] = ofConfiguration;
  return (maintenance) => {
    if (maintenance.told === told) return works;
    told = maintenance.told;
    works = [...ofConfiguration, ...told.map((work) => workOn(topology, work))];
    return works;
  };
}

function workOn(topology: TopologyInput | null, work: PlannedWork): WorkOn {
  const { services, components, fromMs, toMs } = work;
  const members = components.map((component) => membersOfComponent(topology, component));
  const isOnAll = members.includes(null);
  return {
    names: isOnAll ? null : new Set([...services, ...members.flatMap((one) => one ?? [])]),
    fromMs,
    toMs,
  };
}
