import type { LogPlace } from "@tocsin/log";
import { placeKey } from "./place-key.ts";

/**
 * Shares places out evenly: each member has the same number of them, or one more, and keeps as many of those that it
 * held as its share allows. `held` and the answer have one entry for each member, in the order of joining.
 */
export function spreadPlaces(
  places: readonly LogPlace[],
  held: readonly (readonly LogPlace[])[],
): readonly (readonly LogPlace[])[] {
  const shares = sharesOf(places.length, held);
  const there = new Map(places.map((place) => [placeKey(place), place]));
  const kept = held.map((own, member) =>
    own.filter((place) => there.has(placeKey(place))).slice(0, shares[member]),
  );
  for (const place of kept.flat()) there.delete(placeKey(place));
  const free = [...there.values()];
  return kept.map((own, member) => [...own, ...free.splice(0, (shares[member] as number) - own.length)]);
}

/** How many each member gets. Who held most gets one of those that are left over, so that fewer move. */
function sharesOf(count: number, held: readonly (readonly LogPlace[])[]): readonly number[] {
  const each = Math.floor(count / held.length);
  const byHeld = held
    .map((own, member) => ({ member, count: own.length }))
    .toSorted((one, other) => other.count - one.count);
  const favoured = new Set(byHeld.slice(0, count % held.length).map(({ member }) => member));
  return held.map((_, member) => each + (favoured.has(member) ? 1 : 0));
}
