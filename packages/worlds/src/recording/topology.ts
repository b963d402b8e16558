import type { Topology } from "@tocsin/contracts";
import { randomStream, uniform } from "../random/index.ts";
import type { World } from "../world/world.ts";

/** Who is there for good, and what they share. */
export const topologyOf = (world: World): Topology => topologyWith(world, world.components);

/** Of so many edges between services and components each tenth is wrong: half of these missing, half false. */
const wrongShare = 0.1;

/** A topology as people keep it: a tenth of the edges is missing or false. Which ones follows from seed and `number`. */
export function damagedTopology(world: World, number: number): Topology {
  const random = randomStream(world.seed, "damaged-topology", String(number));
  const lasting = lastingServices(world);
  const entries = Object.entries(world.components).map(([component, members]) => {
    const kept = members.filter(() => uniform(random) >= wrongShare / 2);
    const others = lasting.filter((name) => !members.includes(name));
    const falseShare = ((wrongShare / 2) * members.length) / Math.max(1, others.length);
    const added = others.filter(() => uniform(random) < falseShare);
    // A component needs two services to be one.
    return [component, [...(kept.length < 2 ? members : kept), ...added]] as const;
  });
  return topologyWith(world, Object.fromEntries(entries));
}

const lastingServices = (world: World): readonly string[] =>
  world.services.filter(({ until }) => until === Infinity).map(({ name }) => name);

function topologyWith(world: World, components: World["components"]): Topology {
  return {
    services: Object.fromEntries(lastingServices(world).map((name) => [name, {}])),
    components: Object.fromEntries(
      Object.entries(components).map(([name, services]) => [name, { services: [...services] }]),
    ),
  };
}
