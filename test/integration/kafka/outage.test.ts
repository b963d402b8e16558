import type { Log, LogPlace } from "@tocsin/log";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readCount, textOf } from "../../support/conformance/log/rig.ts";
import { useKafkaCluster } from "../../support/servers/index.ts";
import { type KafkaRig, kafkaRig } from "./rig.ts";

describe("a broker that goes and comes back", () => {
  const cluster = useKafkaCluster({ brokers: 1 });
  let rig: KafkaRig;
  let log: Log;
  const opened: KafkaRig[] = [];

  beforeAll(async () => {
    rig = await kafkaRig(cluster.current.brokers);
    opened.push(rig);
    log = rig.log();
  });
  // Not what `beforeAll` gives back: that would be called when the cluster has gone.
  afterAll(async () => {
    for (const one of opened) await one.close();
  });

  async function appended(place: LogPlace, value: string): Promise<void> {
    await expect
      .poll(
        () =>
          log.append([{ ...place, key: null, value }]).then(
            () => true,
            () => false,
          ),
        {
          timeout: 60_000,
        },
      )
      .toBe(true);
  }

  test("reader and member go on by themselves, and a writer is taken anew", async () => {
    const topic = await rig.topic(1);
    const place = { topic, partition: 0 };
    const reader = log.reader([{ ...place, offset: 0 }]);
    const member = log.join({ group: topic, topics: [topic], strategy: "single" });
    expect(await member.next()).toEqual([place]);
    await log.append([{ ...place, key: null, value: "before" }]);
    expect((await readCount(reader, 1)).map(({ value }) => textOf(value))).toEqual(["before"]);
    const writer = await log.writer(`${topic}-writer`);

    await cluster.current.nodes[0]?.kill();
    expect(await reader.next(1000)).toBeNull();
    const failed = writer.transaction((transaction) =>
      transaction.send(place, [{ key: null, value: "never" }]),
    );
    await expect(failed).rejects.toMatchObject({ name: "LogFault", kind: "unreachable" });
    expect(rig.troubles.some(({ name }) => name === "fetch-failed" || name === "metadata-failed")).toBe(true);

    await cluster.current.nodes[0]?.start();
    await appended(place, "after");
    expect((await readCount(reader, 1)).map(({ value }) => textOf(value))).toEqual(["after"]);
    const next = await log.writer(`${topic}-writer`);
    await next.transaction((transaction) => transaction.send(place, [{ key: null, value: "anew" }]));
    expect((await readCount(reader, 1)).map(({ value }) => textOf(value))).toEqual(["anew"]);
    await expect
      .poll(
        () =>
          member.commit([{ ...place, offset: 3 }]).then(
            () => true,
            () => false,
          ),
        { timeout: 30_000 },
      )
      .toBe(true);
  });

  test("while the broker is frozen nothing comes, and then everything does", async () => {
    const topic = await rig.topic(1);
    const place = { topic, partition: 0 };
    const reader = log.reader([{ ...place, offset: 0 }]);
    await log.append([{ ...place, key: null, value: "before" }]);
    await readCount(reader, 1);
    cluster.current.nodes[0]?.freeze();
    expect(await reader.next(3000)).toBeNull();
    cluster.current.nodes[0]?.thaw();
    await appended(place, "after");
    expect((await readCount(reader, 1)).map(({ value }) => textOf(value))).toEqual(["after"]);
  });
});
