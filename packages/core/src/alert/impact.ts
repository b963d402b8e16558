import type { Incident } from "../incident/index.ts";
import { type Evidence, servicesKnown } from "../model/index.ts";
import type { AlertImpact, ImpactCount } from "./event.ts";
import { type Costs, type Figure, isKnown, summed, type Toll } from "./toll.ts";

/**
 * What an incident has cost since its onset (rule 49): over all members what they have cost each, until they recovered.
 * Null where nobody of them is observed so that it could be counted; nothing at all where no service fails.
 */
export function impactOf(toll: Toll, evidence: Evidence, incident: Incident): AlertImpact | null {
  const { members, scope } = incident;
  if (members.length === 0) return null;
  const costs = members.map((member) => toll.costsOf(member)).reduce((sum: Costs, one) => summed(sum, one));
  const counted = <Unit extends string>(figure: Figure, unit: Unit): ImpactCount<Unit> | null =>
    members.some(({ service }) => isKnown(evidence, service, figure))
      ? { count: Math.round(costs[figure]), unit }
      : null;
  return {
    requestsFailed: counted("requestsFailed", "requests"),
    requestsMissing: counted("requestsMissing", "requests"),
    messagesUndelivered: counted("messagesUndelivered", "messages"),
    messagesMissing: counted("messagesMissing", "messages"),
    reportsAboveExpected: counted("reportsAboveExpected", "reports"),
    services: { failing: scope === "reports-only" ? 0 : members.length, known: servicesKnown(evidence) },
  };
}
