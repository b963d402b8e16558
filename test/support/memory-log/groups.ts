import { type JoinOptions, LogFault, type LogPlace, type LogPosition } from "@tocsin/log";
import { placeKey } from "./place-key.ts";
import { spreadPlaces } from "./spread-places.ts";

export interface StoredMember {
  /** Name of the process it belongs to. */
  readonly client: string;
  held: readonly LogPlace[];
  /** Grows with every change of what it holds. */
  version: number;
  /** It has left, or its session has ended. */
  gone: boolean;
}

export interface StoredGroup {
  readonly name: string;
  /** Grows with every change of its members or of its topics' partitions. */
  generation: number;
  /** Of the members that it has now; null without members. */
  subscription: Omit<JoinOptions, "group"> | null;
  /** In the order of joining. */
  members: readonly StoredMember[];
  /** By place. */
  readonly offsets: Map<string, number>;
}

export function storedGroup(name: string): StoredGroup {
  return { name, generation: 0, subscription: null, members: [], offsets: new Map() };
}

/** `places` are all partitions of the group's topics. Throws where the members would not agree on topics and strategy. */
export function addMember(
  group: StoredGroup,
  options: JoinOptions & { readonly client: string },
  places: readonly LogPlace[],
): StoredMember {
  const { client, strategy, whenMissing } = options;
  const topics = [...options.topics].sort();
  const agreed = group.subscription;
  if (agreed !== null && (agreed.strategy !== strategy || agreed.topics.join() !== topics.join()))
    throw new LogFault("failed", `the members of group ${group.name} have other topics or another strategy`);
  group.subscription = { topics, strategy, ...(whenMissing === undefined ? {} : { whenMissing }) };
  const member: StoredMember = { client, held: [], version: 0, gone: false };
  group.members = [...group.members, member];
  rebalance(group, places);
  return member;
}

export function removeMembers(
  group: StoredGroup,
  isLeaving: (member: StoredMember) => boolean,
  places: readonly LogPlace[],
): void {
  const leaving = group.members.filter(isLeaving);
  if (leaving.length === 0) return;
  for (const member of leaving) {
    member.gone = true;
    hold(member, []);
  }
  group.members = group.members.filter((member) => !member.gone);
  if (group.members.length === 0) group.subscription = null;
  rebalance(group, places);
}

/** Shares the places out anew. */
export function rebalance(group: StoredGroup, places: readonly LogPlace[]): void {
  group.generation += 1;
  if (group.members.length === 0) return;
  const held = group.members.map((member) => member.held);
  const shared =
    group.subscription?.strategy === "single" ? allToOne(places, held) : spreadPlaces(places, held);
  for (const [at, member] of group.members.entries()) hold(member, shared[at] as readonly LogPlace[]);
}

/** Who has them keeps them; else the one that joined first gets them. */
function allToOne(
  places: readonly LogPlace[],
  held: readonly (readonly LogPlace[])[],
): readonly (readonly LogPlace[])[] {
  const holder = Math.max(
    0,
    held.findIndex((own) => own.length > 0),
  );
  return held.map((_, member) => (member === holder ? places : []));
}

function hold(member: StoredMember, places: readonly LogPlace[]): void {
  const before = member.held.map(placeKey).sort().join();
  if (before === places.map(placeKey).sort().join()) return;
  member.held = places;
  member.version += 1;
}

/** Throws when one of the partitions is not the member's. */
export function moveOffsets(
  group: StoredGroup,
  positions: readonly LogPosition[],
  member: StoredMember | null,
): void {
  const own = new Set(member?.held.map(placeKey));
  const foreign = positions.find((position) => !own.has(placeKey(position)));
  if (foreign !== undefined)
    throw new LogFault(
      "failed",
      `partition ${placeKey(foreign)} is not this member's of group ${group.name}`,
    );
  setOffsets(group, positions);
}

export function setOffsets(group: StoredGroup, positions: readonly LogPosition[]): void {
  for (const position of positions) group.offsets.set(placeKey(position), position.offset);
}
