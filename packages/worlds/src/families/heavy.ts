import { randomStream, uniformBetween } from "../random/index.ts";
import type { Plan } from "../world/world.ts";
import { deployBlips, loneOutages, viralReports } from "./happenings.ts";
import { components, serviceNames, twelveServices } from "./services.ts";

/**
 * Restless by nature: load jumps between levels, now and then a minute is wild, error shares wander by a factor of
 * two, and latency is noisier. The wildness is Student's t, or residuals of real series where they are given.
 */
export function heavy(seed: number, days: number): Plan {
  const input = { seed, days, services: serviceNames };
  const outages = loneOutages(0.2, input);
  const services = twelveServices(seed).map((service) => {
    const random = randomStream(seed, service.name, "wildness");
    return {
      ...service,
      requests: service.requests && { ...service.requests, errorSize: uniformBetween(random, 2, 10) },
      messages: service.messages && { ...service.messages, logScale: uniformBetween(random, 0.1, 0.25) },
      restless: {
        loading: uniformBetween(random, 0.5, 1.5),
        own: { deviation: 0.15, memoryMinutes: 120 },
        residual: { scale: uniformBetween(random, 0.05, 0.15), freedom: 3 },
        regimes: { factors: [0.6, 0.8, 1, 1, 1.3, 1.8], meanMinutes: uniformBetween(random, 180, 1440) },
        errors: { deviation: 0.35, memoryMinutes: 90 },
      },
    };
  });
  return {
    services,
    components,
    influences: [...deployBlips(3.6, input), ...viralReports(1, input), ...outages.influences],
    incidents: outages.incidents,
  };
}
