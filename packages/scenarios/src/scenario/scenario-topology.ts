import type { Topology } from "@tocsin/contracts";
import type { StagedScenario } from "./scenario.ts";

/** What the services of a scenario share, as `tocsin replay --topology` reads it. */
export function scenarioTopology({ services, components }: StagedScenario): Topology {
  return {
    services: Object.fromEntries(services.map((name) => [name, {}])),
    components: Object.fromEntries(
      Object.entries(components).map(([name, component]) => [
        name,
        { ...component, services: [...component.services] },
      ]),
    ),
  };
}
