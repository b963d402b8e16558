import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { LogMembership } from "@tocsin/log";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { useKafka } from "../../support/servers/index.ts";
import { type KafkaRig, kafkaRig } from "./rig.ts";

const program = fileURLToPath(new URL("member-process.ts", import.meta.url));

interface Held {
  /** What it was told, one after the other. */
  readonly told: readonly (readonly number[])[];
  readonly now: readonly number[] | undefined;
}

interface MemberProcess extends Held {
  readonly process: ChildProcess;
}

function watched(member: LogMembership): Held {
  const told: (readonly number[])[] = [];
  const watch = async (): Promise<void> => {
    for (let held = await member.next(); held !== null; held = await member.next()) {
      told.push(held.map(({ partition }) => partition));
    }
  };
  void watch();
  return {
    told,
    get now() {
      return told.at(-1);
    },
  };
}

const within = { timeout: 30_000, interval: 50 };

describe("membership on Apache Kafka", () => {
  const kafka = useKafka();
  const processes: ChildProcess[] = [];
  let rig: KafkaRig;

  beforeAll(async () => {
    rig = await kafkaRig(kafka.brokers);
    return () => rig.close();
  });

  afterEach(() => {
    for (const started of processes.splice(0)) started.kill("SIGKILL");
  });

  function started(group: string, topic: string, strategy: string): MemberProcess {
    const args = ["--conditions=source", program, kafka.brokers[0] ?? "", group, topic, strategy];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    processes.push(child);
    const told: (readonly number[])[] = [];
    createInterface({ input: child.stdout }).on("line", (line) => told.push(JSON.parse(line) as number[]));
    return {
      process: child,
      told,
      get now() {
        // A member that could not start is not one that holds nothing.
        if (child.exitCode !== null)
          throw new Error(`The member ended with ${child.exitCode}; see its stderr.`);
        return told.at(-1);
      },
    };
  }

  test("what a killed member held goes to the other when its session has ended", async () => {
    const topic = await rig.topic(4);
    const other = watched(rig.log().join({ group: topic, topics: [topic], strategy: "spread" }));
    await expect.poll(() => other.now, within).toEqual([0, 1, 2, 3]);
    const killed = started(topic, topic, "spread");
    await expect.poll(() => [other.now?.length, killed.now?.length], within).toEqual([2, 2]);
    killed.process.kill("SIGKILL");
    await expect.poll(() => other.now, within).toEqual([0, 1, 2, 3]);
  });

  test("of a single owner that is killed the standby takes over", async () => {
    const topic = await rig.topic(3);
    const owner = started(topic, topic, "single");
    await expect.poll(() => owner.now, within).toEqual([0, 1, 2]);
    const standby = watched(rig.log().join({ group: topic, topics: [topic], strategy: "single" }));
    await expect.poll(() => standby.now, within).toEqual([]);
    expect(owner.now).toEqual([0, 1, 2]);
    owner.process.kill("SIGKILL");
    await expect.poll(() => standby.now, within).toEqual([0, 1, 2]);
  });

  test("a member that was frozen too long is told that it lost everything, and joins again", async () => {
    const topic = await rig.topic(2);
    const frozen = started(topic, topic, "single");
    await expect.poll(() => frozen.now, within).toEqual([0, 1]);
    frozen.process.kill("SIGSTOP");
    const standby = watched(rig.log().join({ group: topic, topics: [topic], strategy: "single" }));
    await expect.poll(() => standby.now, within).toEqual([0, 1]);
    frozen.process.kill("SIGCONT");
    await expect.poll(() => frozen.now, within).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect([standby.told, frozen.told]).toEqual([[[0, 1]], [[0, 1], []]]);
  });

  test("a member keeps its session while nothing happens, whatever it does with it", async () => {
    const topic = await rig.topic(1);
    const log = rig.log({ sessionTimeoutMs: 6000 });
    const idle = watched(log.join({ group: topic, topics: [topic], strategy: "spread" }));
    await expect.poll(() => idle.now, within).toEqual([0]);
    await new Promise((resolve) => setTimeout(resolve, 9000));
    expect(idle.told).toEqual([[0]]);
  });

  test("new partitions of a topic are shared out", { timeout: 90_000 }, async () => {
    const topic = await rig.topic(1);
    const member = watched(rig.log().join({ group: topic, topics: [topic], strategy: "spread" }));
    await expect.poll(() => member.now, within).toEqual([0]);
    const admin = rig.kafka.admin();
    await admin.connect();
    await admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] });
    await admin.disconnect();
    await expect.poll(() => member.now, { timeout: 60_000, interval: 200 }).toEqual([0, 1, 2]);
  });

  test("a group of a missing topic and a session that the broker does not take reject", async () => {
    const log = rig.log();
    const missing = log.join({ group: "none", topics: ["there-is-no-such-topic"], strategy: "spread" });
    await expect(missing.next()).rejects.toMatchObject({ name: "LogFault", kind: "topic-missing" });
    const topic = await rig.topic(1);
    const short = rig.log({ sessionTimeoutMs: 100 });
    const refused = short.join({ group: topic, topics: [topic], strategy: "spread" });
    await expect(refused.next()).rejects.toThrow("session timeout");
  });
});
