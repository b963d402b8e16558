import { describe } from "vitest";
import { logConformance } from "../../../../test/support/conformance/log.ts";
import { memoryCluster } from "../../src/memory/index.ts";

describe("the log in memory", () => {
  logConformance(() => {
    const cluster = memoryCluster();
    return Promise.resolve({
      client: () => Promise.resolve(cluster.client()),
      createTopic: (topic, partitions) => Promise.resolve(cluster.createTopic(topic, partitions)),
      deleteBefore: (place, offset) => Promise.resolve(cluster.deleteBefore(place, offset)),
      corrupt(place) {
        const firstOffset = cluster.corrupt(place, 3, "an unknown codec");
        return Promise.resolve({ firstOffset, nextOffset: firstOffset + 3 });
      },
      close: () => Promise.resolve(),
    });
  });
});
