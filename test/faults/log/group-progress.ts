import { awaitCondition, quietKafka } from "../../support/servers/own.ts";

/** Waits until a group's committed offsets stand at the ends of the topics' partitions. */
export async function awaitGroupAtEnd(
  brokers: readonly string[],
  group: { readonly groupId: string; readonly topics: readonly string[] },
  withinMs: number,
): Promise<void> {
  const { groupId, topics } = group;
  const admin = quietKafka(brokers).admin();
  await admin.connect();
  const isAtEnd = async (): Promise<boolean> => {
    const offsets = await admin.fetchOffsets({ groupId, topics: [...topics] });
    for (const { topic, partitions } of offsets) {
      const committed = new Map(partitions.map(({ partition, offset }) => [partition, Number(offset)]));
      for (const { partition, high } of await admin.fetchTopicOffsets(topic))
        // A topic that was made anew may end before what was committed of the one before.
        if (Number(high) > 0 && committed.get(partition) !== Number(high)) return false;
    }
    return true;
  };
  try {
    await awaitCondition(isAtEnd, {
      withinMs,
      what: `${groupId} at the end of ${topics.join(" and ")}`,
      everyMs: 200,
    });
  } finally {
    await admin.disconnect().catch(() => {});
  }
}
