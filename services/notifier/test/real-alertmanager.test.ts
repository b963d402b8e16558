import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  alertmanagerProgram,
  ownAlertmanager,
  type OwnAlertmanager,
} from "../../../test/support/servers/alertmanager/own-alertmanager.ts";
import { memoryCluster } from "../../../test/support/memory-log/index.ts";
import { awaitCondition } from "../../../test/support/servers/run/await-condition.ts";
import { notifierWorker } from "../src/notifier-worker.ts";
import { alertmanager } from "../src/sinks/alertmanager.ts";
import { systemClock } from "../src/telling/clock.ts";
import { optionsOf, say, startedBefore, topics } from "./support/notifier-world.ts";
import { resolvedSink } from "./support/receivers.ts";

/** Without an Alertmanager on the PATH (Debian: prometheus-alertmanager) these tests skip. */
const program = await alertmanagerProgram();
const soon = { withinMs: 20_000, everyMs: 50, what: "Alertmanager" };

let manager: OwnAlertmanager;
beforeAll(async () => {
  if (program !== null) manager = await ownAlertmanager(program);
});
afterAll(async () => {
  if (program !== null) await manager.close();
});

/** What stands for minutes and an hour: it is sent again each 300 ms, and would end by itself after three seconds. */
const [refreshMs, holdMs] = [300, 3000];
/** Longer than this Alertmanager's `group_wait` and `group_interval`. */
const showMs = 1000;

function world() {
  const cluster = memoryCluster();
  for (const topic of Object.values(topics)) cluster.createTopic(topic, 1);
  const clock = systemClock({ nowMs: Date.now, elapsedMs: () => performance.now() });
  const run = () => {
    const client = cluster.client();
    const sink = alertmanager(
      resolvedSink({ kind: "alertmanager", url: manager.url, refreshMs, holdMs, showMs }),
    );
    return { client, worker: notifierWorker(optionsOf(client, [sink], { clock })) };
  };
  return { cluster, run };
}

const fires = async (incident: string): Promise<boolean> =>
  (await manager.firing()).some((labels) => labels["incident"] === incident);
const toldOf = (incident: string): readonly string[] =>
  manager.told
    .filter(({ alerts }) => alerts.some(({ labels }) => labels["incident"] === incident))
    .map(({ status }) => status);

test.runIf(program !== null)(
  "an incident that says nothing more fires on in a real Alertmanager, over restarts of both, and people hear of it once",
  { timeout: 60_000 },
  async () => {
    const { cluster, run } = world();
    const first = run();
    await say(cluster, { incident: "long" });
    await awaitCondition(() => toldOf("long").length === 1, soon);
    // Far longer than it would fire by itself, and than Alertmanager's own resolve_timeout.
    const endMs = performance.now() + 3 * holdMs;
    while (performance.now() < endMs) {
      expect(await fires("long")).toBe(true);
      await pause(200);
    }
    first.client.kill();
    cluster.expire(first.client);
    const second = run();
    await manager.server.restart();
    await awaitCondition(async () => await fires("long"), soon);
    await pause(holdMs);
    expect(await fires("long")).toBe(true);
    expect(toldOf("long")).toEqual(["firing"]);
    await say(cluster, {
      incident: "long",
      revision: 2,
      status: "resolved",
      resolvedAt: "2021-10-04T21:05:00Z",
    });
    await awaitCondition(() => toldOf("long").at(-1) === "resolved", soon);
    expect(await fires("long")).toBe(false);
    expect(toldOf("long")).toEqual(["firing", "resolved"]);
    await second.worker.stop();
  },
);

test.runIf(program !== null)(
  "what came and went while nobody could be told is told by a real Alertmanager, once, as something that is over",
  { timeout: 60_000 },
  async () => {
    const { cluster, run } = world();
    await startedBefore(cluster);
    const over = { status: "resolved", resolvedAt: "2021-10-04T21:05:00Z" } as const;
    await say(
      cluster,
      { incident: "past" },
      { incident: "past", revision: 2 },
      { incident: "past", revision: 3, ...over },
    );
    const { worker } = run();
    await awaitCondition(() => toldOf("past").at(-1) === "resolved", soon);
    expect(toldOf("past")).toEqual(["firing", "resolved"]);
    expect(await fires("past")).toBe(false);
    const first = manager.told.find(({ alerts }) => alerts[0]?.labels["incident"] === "past");
    expect(first?.alerts[0]?.annotations["summary"]).toMatch(/^CAME AND WENT, CRITICAL: /);
    await worker.stop();
  },
);

test.runIf(program !== null)(
  "a notifier that is killed after it showed what came and went has it told once, and ended",
  { timeout: 60_000 },
  async () => {
    const { cluster, run } = world();
    await startedBefore(cluster);
    await say(cluster, { incident: "short" }, { incident: "short", revision: 2, status: "resolved" });
    const first = run();
    await awaitCondition(async () => await fires("short"), soon);
    first.client.kill();
    cluster.expire(first.client);
    const second = run();
    await awaitCondition(() => toldOf("short").at(-1) === "resolved", soon);
    expect(toldOf("short")).toEqual(["firing", "resolved"]);
    await second.worker.stop();
  },
);

test.runIf(program !== null)(
  "what is taken back ends in a real Alertmanager, and what becomes worse fires under its new severity alone",
  { timeout: 60_000 },
  async () => {
    const { cluster, run } = world();
    const { worker } = run();
    const isolated = { incident: "part", scope: "isolated", severity: "warning" } as const;
    await say(cluster, isolated);
    await awaitCondition(async () => await fires("part"), soon);
    await say(cluster, { ...isolated, severity: "critical", revision: 2 });
    const severities = async () =>
      (await manager.firing()).filter((one) => one["incident"] === "part").map((one) => one["severity"]);
    await awaitCondition(async () => (await severities()).join() === "critical", soon);
    await say(cluster, {
      ...isolated,
      severity: "critical",
      revision: 3,
      status: "retracted",
      supersededBy: "whole",
    });
    await awaitCondition(async () => !(await fires("part")), soon);
    await awaitCondition(() => toldOf("part").at(-1) === "resolved", soon);
    await worker.stop();
  },
);
