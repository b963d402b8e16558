/** How a group's leader shares partitions out among the members. */
import type { LogPlace } from "@tocsin/log";
import { comparePlaces, placeKey } from "../client/partitions.ts";

/** A member and what it says that it held, and since which generation of the group. */
export interface GroupMember {
  readonly id: string;
  readonly generation: number;
  readonly owned: readonly LogPlace[];
}

export type Assignment = ReadonlyMap<string, readonly LogPlace[]>;

/**
 * Shares the partitions out: each goes to exactly one member, the members' numbers differ by at most one, and a
 * partition moves only where its member has more than its share or is gone. Where two members claim a partition, the
 * newer generation holds it. The result depends on the arguments alone, not on their order.
 */
export function spreadPartitions(
  members: readonly GroupMember[],
  partitions: readonly LogPlace[],
): Assignment {
  const held = holdings(members, partitions);
  // Those who hold most get the larger shares, so that fewer partitions move.
  const order = byId(members).sort((a, b) => count(held, b.id) - count(held, a.id));
  if (order.length === 0) return new Map();
  const share = Math.floor(partitions.length / order.length);
  const larger = partitions.length % order.length;
  const kept = new Map<string, LogPlace[]>();
  order.forEach(({ id }, index) => {
    const size = index < larger ? share + 1 : share;
    kept.set(id, (held.get(id) ?? []).slice(0, size));
  });
  const taken = new Set([...kept.values()].flat().map(placeKey));
  const free = [...partitions].sort(comparePlaces).filter((place) => !taken.has(placeKey(place)));
  order.forEach(({ id }, index) => {
    const size = index < larger ? share + 1 : share;
    const own = kept.get(id) ?? [];
    own.push(...free.splice(0, size - own.length));
    own.sort(comparePlaces);
  });
  return kept;
}

/** Everything to one member: who held most of it by the newest generation, else the lowest id. */
export function singleOwner(members: readonly GroupMember[], partitions: readonly LogPlace[]): Assignment {
  const held = holdings(members, partitions);
  const [owner] = byId(members).sort((a, b) => count(held, b.id) - count(held, a.id));
  return new Map(members.map(({ id }) => [id, id === owner?.id ? [...partitions].sort(comparePlaces) : []]));
}

/** What each member truly holds of the partitions that exist. */
function holdings(
  members: readonly GroupMember[],
  partitions: readonly LogPlace[],
): ReadonlyMap<string, readonly LogPlace[]> {
  const holderOf = new Map<string, GroupMember>();
  for (const member of byId(members)) {
    for (const place of member.owned) {
      const holder = holderOf.get(placeKey(place));
      if (holder === undefined || holder.generation < member.generation) {
        holderOf.set(placeKey(place), member);
      }
    }
  }
  const held = new Map<string, LogPlace[]>(members.map(({ id }) => [id, []]));
  for (const place of [...partitions].sort(comparePlaces)) {
    const holder = holderOf.get(placeKey(place));
    if (holder !== undefined) held.get(holder.id)?.push(place);
  }
  return held;
}

function count(held: ReadonlyMap<string, readonly LogPlace[]>, id: string): number {
  return held.get(id)?.length ?? 0;
}

function byId(members: readonly GroupMember[]): GroupMember[] {
  return [...members].sort((a, b) => (a.id < b.id ? -1 : 1));
}
