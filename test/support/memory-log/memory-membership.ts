import { type JoinOptions, LogFault, type LogMembership, type LogPlace } from "@tocsin/log";
import { groupOf, groupPlaces, placesOf } from "./broker.ts";
import type { ClientContext } from "./client-context.ts";
import { addMember, moveOffsets, removeMembers, type StoredMember } from "./groups.ts";
import { placeKey } from "./place-key.ts";

/**
 * Joins at once. A member whose session has ended is told that it holds nothing, and joins anew with the next call of
 * `next`. When joining fails, `next` rejects, and tries again when it is called again.
 */
export function memoryMembership(context: ClientContext, options: JoinOptions): LogMembership {
  const { broker, life } = context;
  let member: StoredMember | null = null;
  let told: { readonly version: number; readonly count: number } | null = null;
  let hasLeft = false;
  let joining: Promise<void> | null = join();
  joining.catch(() => undefined);

  const group = () => groupOf(broker, options.group);

  async function join(): Promise<void> {
    await life.step("join", () => {
      const isMember = member !== null && !member.gone;
      if (hasLeft || isMember) return;
      const { client } = life;
      member = addMember(group(), { ...options, client }, placesOf(broker, options));
      told = null;
      broker.changes.raise();
    });
  }

  async function joined(): Promise<void> {
    const now = joining;
    joining = null;
    await now;
  }

  /** Null while nothing has changed. */
  function change(): readonly LogPlace[] | null {
    if (member === null) return null;
    if (told !== null && told.version === member.version) return null;
    told = { version: member.version, count: member.held.length };
    return member.held;
  }

  async function next(): Promise<readonly LogPlace[] | null> {
    for (;;) {
      if (joining !== null && !hasLeft) await joined();
      await life.alive();
      if (hasLeft) return null;
      const changed = broker.changes.changed();
      const news = change();
      if (news !== null) return news;
      if (member === null || member.gone) joining = join();
      else await changed;
    }
  }

  return {
    next,
    async commit(positions) {
      await life.step("group-commit", () => {
        if (hasLeft) throw new LogFault("failed", "the group was left");
        moveOffsets(group(), positions, member);
      });
    },
    committed: (places) =>
      life.step("committed", () => {
        const { offsets } = group();
        return new Map(places.map((place) => [place, offsets.get(placeKey(place)) ?? null]));
      }),
    async leave() {
      await life.alive();
      hasLeft = true;
      broker.changes.raise();
      await life.step("leave", () => {
        removeMembers(group(), (other) => other === member, groupPlaces(broker, group()));
        broker.changes.raise();
      });
    },
  };
}
