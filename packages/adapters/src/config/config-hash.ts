import { createHash } from "node:crypto";
import { Bounds, type Configuration, type Topology } from "@tocsin/contracts";
import { type Knowledge, nothingKnown } from "@tocsin/core";
import { canonicalJson } from "./canonical-json.ts";
import { type KnowledgeKey, knowledgeOf } from "./knowledge.ts";

/**
 * SHA-256, in hexadecimal, of everything that the detector's answer depends on besides the telemetry: the budget,
 * the window and its lateness, the bounds where they are not the usual ones, and the topology. The order of keys and of the members of a component
 * does not matter, and what people know counts as far as they said anything (with the tables of the time zones, which
 * change with the platform); `services: {a: }` and `services: {a: {}}` are the same.
 */
export function configHash(
  configuration: Pick<Configuration, "budget" | "windowMs" | "allowedLatenessMs" | "bounds" | KnowledgeKey>,
  topology: Topology | null,
): string {
  const { budget, windowMs, allowedLatenessMs } = configuration;
  const detection = { budget, windowMs, allowedLatenessMs };
  const canonical = canonicalJson({
    detection,
    ...unusualBounds(configuration.bounds),
    topology: topology === null ? null : normalised(topology),
    ...saidKnowledge(knowledgeOf(configuration, topology)),
  });
  return createHash("sha256").update(canonical, "utf8").digest("hex");
}

/** A memory that was made before there were bounds, and never met one, is of the same configuration. */
const unusualBounds = (bounds: Bounds): { readonly bounds?: Bounds } =>
  canonicalJson(bounds) === canonicalJson(Bounds.parse({})) ? {} : { bounds };

/** Without what nobody said, so that new kinds of knowledge change no hash. */
function saidKnowledge(knowledge: Knowledge): { readonly knowledge?: unknown } {
  const none = canonicalJson(nothingKnown);
  return canonicalJson(knowledge) === none ? {} : { knowledge };
}

/** SHA-256 of what a topology says; how it is written does not matter. */
export function topologyHash(topology: Topology): string {
  return createHash("sha256")
    .update(canonicalJson(normalised(topology)), "utf8")
    .digest("hex");
}

function normalised(topology: Topology): unknown {
  const services: Record<string, unknown> = {};
  for (const [name, service] of Object.entries(topology.services)) services[name] = service ?? {};
  const components: Record<string, unknown> = {};
  for (const [name, component] of Object.entries(topology.components)) {
    const { services: members, dependsOn = [] } = component;
    components[name] = { ...component, services: [...members].sort(), dependsOn: [...dependsOn].sort() };
  }
  return { services, components };
}
