import { setTimeout as sleep } from "node:timers/promises";
import { describe } from "vitest";
import { logConformance, type OpenLog } from "../conformance/log.ts";
import { memoryCluster, type MemoryClusterOptions } from "./index.ts";

/** How many records a batch has that cannot be decoded. */
const corruptCount = 3;

function opens(options: MemoryClusterOptions): OpenLog {
  return () => {
    const cluster = memoryCluster(options);
    return Promise.resolve({
      client: () => Promise.resolve(cluster.client()),
      createTopic: (topic, partitions) => Promise.resolve(cluster.createTopic(topic, partitions)),
      deleteBefore: (place, offset) => Promise.resolve(cluster.deleteBefore(place, offset)),
      makeAnew(topic) {
        cluster.deleteTopic(topic);
        return Promise.resolve(cluster.createTopic(topic, 1));
      },
      loseFrom: (place, offset) => Promise.resolve(cluster.loseFrom(place, offset)),
      corrupt(place) {
        const firstOffset = cluster.corrupt(place, corruptCount, "an unknown codec");
        return Promise.resolve({ firstOffset, nextOffset: firstOffset + corruptCount });
      },
      close: () => Promise.resolve(),
    });
  };
}

describe("the log in memory", () => {
  logConformance(opens({}));
});

describe("the log in memory, whose brokers take their time to end a transaction", () => {
  logConformance(opens({ beforeMarker: () => sleep(5) }));
});

describe("the log in memory, which delivers records one by one", () => {
  logConformance(opens({ maxBatchRecords: 1 }));
});
