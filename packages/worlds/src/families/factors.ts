import type { Plan } from "../world/world.ts";
import { deployBlips, loneOutages, peaksAndDips, pileOns, viralReports } from "./happenings.ts";
import { components, probedServices, rack, serviceNames, twelveServices } from "./services.ts";

/**
 * The calm family: negative binomial counts, what moves all services together, deploys, reports that go round, campaigns,
 * and lone outages. Rates are those of the worlds in which the model was made, for twelve services of fifty.
 */
export function factors(seed: number, days: number): Plan {
  const input = { seed, days, services: serviceNames };
  const outages = loneOutages(0.2, input);
  return {
    services: [...twelveServices(seed), ...probedServices()],
    components: { ...components, ...rack },
    influences: [
      ...deployBlips(3.6, input),
      ...viralReports(0.6, input),
      ...pileOns(1 / 15, input),
      ...peaksAndDips(1 / 10, input),
      ...outages.influences,
    ],
    incidents: outages.incidents,
  };
}
