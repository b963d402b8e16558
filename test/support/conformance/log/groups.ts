import type { LogMembership, LogPlace } from "@tocsin/log";
import { expect } from "vitest";
import { at, type OpenLog, patienceMs, promise } from "./rig.ts";

/** What a member holds as far as it was told. */
interface Watched {
  readonly membership: LogMembership;
  /** By topic and partition, sorted. */
  held(): readonly string[];
  /** Resolves when `next` has given null. */
  readonly ended: Promise<void>;
}

const keyOf = ({ topic, partition }: LogPlace): string => `${topic}/${partition}`;

function watched(membership: LogMembership): Watched {
  let held: readonly string[] = [];
  async function watch(): Promise<void> {
    for (;;) {
      const change = await membership.next();
      if (change === null) return;
      held = change.map(keyOf).sort();
    }
  }
  return { membership, held: () => held, ended: watch() };
}

const allOf = (topic: string, partitions: number): readonly string[] =>
  Array.from({ length: partitions }, (_, partition) => keyOf(at(topic, partition))).sort();

const within = { timeout: patienceMs, interval: 20 };

async function allAreHeldBy(member: Watched, topic: string, partitions: number): Promise<void> {
  await expect.poll(() => member.held(), within).toEqual(allOf(topic, partitions));
}

/** Resolves when the members share the partitions out, each of them once; `counts` is sorted. */
async function areShared(
  members: readonly Watched[],
  topic: string,
  counts: readonly number[],
): Promise<void> {
  const shares = () => ({
    all: members.flatMap((member) => member.held()).sort(),
    counts: members.map((member) => member.held().length).sort((one, other) => one - other),
  });
  const partitions = counts.reduce((sum, count) => sum + count, 0);
  await expect.poll(shares, within).toEqual({ all: allOf(topic, partitions), counts });
}

async function left(member: Watched): Promise<void> {
  await member.membership.leave();
  await member.ended;
}

/** How a group shares partitions out, and keeps its offsets. */
export function groupPromises(open: OpenLog): void {
  promise(open, "a member alone gets every partition of every topic", async (rig) => {
    const [one, other] = [await rig.topic(2), await rig.topic(3)];
    const log = await rig.client();
    const join = { group: rig.name(), topics: [one, other], strategy: "spread" } as const;
    const member = watched(log.join(join));
    await expect.poll(() => member.held(), within).toEqual([...allOf(one, 2), ...allOf(other, 3)].sort());
    await left(member);
  });

  promise(
    open,
    "two members have every partition once, and who stays gets all when the other leaves",
    async (rig) => {
      const topic = await rig.topic(4);
      const join = { group: rig.name(), topics: [topic], strategy: "spread" } as const;
      const first = watched((await rig.client()).join(join));
      await allAreHeldBy(first, topic, 4);
      const second = watched((await rig.client()).join(join));
      await areShared([first, second], topic, [2, 2]);
      await left(first);
      await allAreHeldBy(second, topic, 4);
      await left(second);
    },
  );

  promise(open, "three members share five partitions out evenly", async (rig) => {
    const topic = await rig.topic(5);
    const join = { group: rig.name(), topics: [topic], strategy: "spread" } as const;
    const members = [
      watched((await rig.client()).join(join)),
      watched((await rig.client()).join(join)),
      watched((await rig.client()).join(join)),
    ];
    await areShared(members, topic, [1, 2, 2]);
    for (const member of members) await left(member);
  });

  promise(open, "single gives everything to one member, and to another when that one leaves", async (rig) => {
    const topic = await rig.topic(3);
    const join = { group: rig.name(), topics: [topic], strategy: "single" } as const;
    const first = watched((await rig.client()).join(join));
    await allAreHeldBy(first, topic, 3);
    const second = watched((await rig.client()).join(join));
    await areShared([first, second], topic, [0, 3]);
    const [holder, standby] = first.held().length > 0 ? [first, second] : [second, first];
    await left(holder);
    await allAreHeldBy(standby, topic, 3);
    await left(standby);
  });

  promise(
    open,
    "a group whose topics may be missing stands in for one that is, with its share",
    async (rig) => {
      const [topic, like] = [await rig.topic(2), await rig.topic(7)];
      const missing = rig.name();
      const whenMissing = {
        topic: like,
        divisor: 3,
        trace: ({ partition }: LogPlace) => at(like, partition),
      };
      const join = { group: rig.name(), topics: [topic, missing], strategy: "spread", whenMissing } as const;
      const member = watched((await rig.client()).join(join));
      const all = [...allOf(topic, 2), ...allOf(missing, 2)].sort();
      await expect.poll(() => member.held(), within).toEqual(all);
      await left(member);
    },
  );

  promise(
    open,
    "a group stands in for partitions that a topic has no more, as far as something was left of one",
    async (rig) => {
      const [topic, traces] = [await rig.topic(2), await rig.topic(10)];
      const log = await rig.client();
      await log.append([{ ...at(traces, 3), key: null, value: "of partition 3" }]);
      const trace = ({ partition }: LogPlace): LogPlace => at(traces, partition);
      const whenMissing = { topic: traces, divisor: 2, trace };
      const join = { group: rig.name(), topics: [topic], strategy: "spread", whenMissing } as const;
      const member = watched(log.join(join));
      await expect.poll(() => member.held(), within).toEqual([...allOf(topic, 4)].sort());
      await left(member);
    },
  );

  promise(open, "closing a log hands its partitions over at once", async (rig) => {
    const topic = await rig.topic(2);
    const log = await rig.client();
    const join = { group: rig.name(), topics: [topic], strategy: "spread" } as const;
    const first = watched(log.join(join));
    const second = watched((await rig.client()).join(join));
    await areShared([first, second], topic, [1, 1]);
    await log.close();
    await first.ended;
    await allAreHeldBy(second, topic, 2);
    await left(second);
  });

  promise(open, "members of different groups each get everything", async (rig) => {
    const topic = await rig.topic(2);
    const log = await rig.client();
    const one = watched(log.join({ group: rig.name(), topics: [topic], strategy: "spread" }));
    const other = watched(log.join({ group: rig.name(), topics: [topic], strategy: "single" }));
    await allAreHeldBy(one, topic, 2);
    await allAreHeldBy(other, topic, 2);
    await left(one);
    await left(other);
  });

  promise(open, "offsets are null until they are committed, and then the whole group's", async (rig) => {
    const topic = await rig.topic(2);
    const join = { group: rig.name(), topics: [topic], strategy: "spread" } as const;
    const places = [at(topic, 0), at(topic, 1)];
    const first = watched((await rig.client()).join(join));
    await allAreHeldBy(first, topic, 2);
    expect([...(await first.membership.committed(places))]).toEqual(places.map((place) => [place, null]));
    await first.membership.commit([{ topic, partition: 1, offset: 12 }]);
    await first.membership.commit([
      { topic, partition: 0, offset: 0 },
      { topic, partition: 1, offset: 15 },
    ]);
    await left(first);
    const second = watched((await rig.client()).join(join));
    await allAreHeldBy(second, topic, 2);
    expect([...(await second.membership.committed(places)).values()]).toEqual([0, 15]);
    await left(second);
  });

  promise(open, "who has lost a partition cannot commit it any more", async (rig) => {
    const topic = await rig.topic(4);
    const join = { group: rig.name(), topics: [topic], strategy: "spread" } as const;
    const first = watched((await rig.client()).join(join));
    await allAreHeldBy(first, topic, 4);
    const second = watched((await rig.client()).join(join));
    await areShared([first, second], topic, [2, 2]);
    const commit = (member: Watched, key: string, offset: number): Promise<void> => {
      const partition = Number(key.slice(key.lastIndexOf("/") + 1));
      return member.membership.commit([{ topic, partition, offset }]);
    };
    const lost = second.held()[0] as string;
    await expect(commit(first, lost, 99)).rejects.toMatchObject({ name: "LogFault" });
    await commit(second, lost, 5);
    const place = at(topic, Number(lost.slice(lost.lastIndexOf("/") + 1)));
    expect([...(await second.membership.committed([place])).values()]).toEqual([5]);
    await left(second);
    await allAreHeldBy(first, topic, 4);
    await commit(first, lost, 6);
    await left(first);
    await expect(commit(first, lost, 7)).rejects.toMatchObject({ name: "LogFault" });
  });

  promise(open, "leave ends a next that waits, and every later one", async (rig) => {
    const topic = await rig.topic(1);
    const log = await rig.client();
    const membership = log.join({ group: rig.name(), topics: [topic], strategy: "spread" });
    expect(await membership.next()).toEqual([at(topic)]);
    const waiting = membership.next();
    await membership.leave();
    expect(await waiting).toBeNull();
    expect(await membership.next()).toBeNull();
  });
}
