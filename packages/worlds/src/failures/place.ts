import { type RandomSource, uniform, wholeBetween } from "../random/index.ts";
import type { Service } from "../world/service.ts";
import type { World } from "../world/world.ts";

/** Where something fails. */
export interface Place {
  readonly part: "most" | "latency" | "pair" | "two-of-four" | "probes" | "reported" | "one";
  readonly component: string;
  readonly services: readonly string[];
}

/** A service must have worked for so long before it can be seen to fail. */
const workedBeforeMinutes = 60;

/** Services of a component, or of none (`component` is then of no meaning), drawn at random; null where there are too few. */
export function placeFor(
  world: World,
  { part, minutes }: { readonly part: Place["part"]; readonly minutes: number },
  minute: number,
  random: RandomSource,
): Place | null {
  const able = world.services.filter(
    (service) => canFail(world, service, minute, minutes) && fits(service, part),
  );
  const names = new Set(able.map(({ name }) => name));
  const places = Object.entries(world.components)
    .map(([component, members]) => ({
      component,
      all: members,
      able: members.filter((name) => names.has(name)),
    }))
    .filter((place) => hasRoom(part, place.all.length, place.able.length));
  if (places.length === 0) return null;
  const { component, able: members } = places[wholeBetween(random, 0, places.length - 1)]!;
  return {
    part,
    component,
    services: inRandomOrder(random, members).slice(0, wantedOf(part, members.length)),
  };
}

const fits = (service: Service, part: Place["part"]): boolean => {
  if (part === "probes") return service.probeFaultShare !== null;
  if (part === "latency") return service.messages !== null;
  if (part === "reported") return service.reports !== null;
  return service.requests !== null;
};

function hasRoom(part: Place["part"], all: number, able: number): boolean {
  if (part === "pair") return all === 2 && able === 2;
  if (part === "two-of-four") return all === 4 && able >= 2;
  if (part === "one") return able >= 1;
  return all >= 3 && able >= 3;
}

function wantedOf(part: Place["part"], able: number): number {
  if (part === "one") return 1;
  return part === "two-of-four" ? 2 : able;
}

function canFail(world: World, service: Service, minute: number, minutes: number): boolean {
  if (service.schedule.kind === "seldom") return false;
  if (minute - workedBeforeMinutes < service.since || minute + minutes > service.until) return false;
  const { working } = world.courses.get(service.name)!;
  return working === null || !working.slice(minute - workedBeforeMinutes, minute + minutes).includes(0);
}

function inRandomOrder(random: RandomSource, names: readonly string[]): readonly string[] {
  const keyed = names.map((name) => ({ name, key: uniform(random) }));
  return keyed.toSorted((one, other) => one.key - other.key).map(({ name }) => name);
}
