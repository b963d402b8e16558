import { describe, expect, test } from "vitest";
import type { MemoryCluster } from "../../../test/support/memory-log/index.ts";
import { awaitCondition } from "../../../test/support/servers/run/await-condition.ts";
import { notifierWorker } from "../src/notifier-worker.ts";
import { alertmanager } from "../src/sinks/alertmanager.ts";
import { pagerDuty } from "../src/sinks/pagerduty.ts";
import { slack } from "../src/sinks/slack.ts";
import { emptyCluster, handClock, memoryOf, optionsOf, say } from "./support/notifier-world.ts";
import { alertmanagerDouble, chatDouble, pagerDouble, resolvedSink } from "./support/receivers.ts";

const soon = { withinMs: 20_000, everyMs: 1, what: "the notifier" };
const resolvedAt = "2021-10-04T15:42:00Z";
const never = new Promise<never>(() => undefined);

/** A life of three incidents: one ends, one becomes worse and another's part, and one stays open. */
const story = [
  { incident: "a", severity: "error" },
  { incident: "b", severity: "warning", scope: "isolated" },
  { incident: "c" },
  { incident: "b", revision: 2, severity: "critical", scope: "isolated" },
  { incident: "a", revision: 2, severity: "error" },
  { incident: "a", revision: 3, severity: "error", status: "resolved", resolvedAt },
  { incident: "b", revision: 3, status: "retracted", scope: "isolated", supersededBy: "c" },
] as const;

interface Life {
  /** Counts a step of the process; at the fatal one the process is dead, and it never goes on. */
  readonly step: () => Promise<void>;
  readonly isDead: () => boolean;
  readonly steps: () => number;
}

function life(fatal: number): Life {
  let steps = 0;
  return {
    steps: () => steps,
    isDead: () => steps >= fatal,
    step: async () => {
      steps += 1;
      if (steps >= fatal) await never;
    },
  };
}

/** Runs the story with a process that dies at a step, and another that goes on; the second has no end. */
async function lived(fatal: number) {
  const cluster = emptyCluster();
  const clock = handClock();
  let current = life(fatal);
  const trouble = async () => {
    await current.step();
    return undefined;
  };
  const pager = pagerDouble(trouble);
  const manager = alertmanagerDouble(clock.nowMs, trouble);
  const chat = chatDouble(trouble);
  const run = (of: Life) => {
    const stepped = {
      send:
        (send: typeof pager.send): typeof pager.send =>
        async (url, init) => {
          if (of.isDead()) await never;
          return await send(url, init);
        },
    };
    const client = cluster.client({
      fault: async ({ name }) => {
        // It asks for news all the time, and where it stands between two questions makes no difference.
        if (name !== "fetch") await of.step();
        return "pass" as const;
      },
    });
    const sinks = [
      pagerDuty(resolvedSink({ kind: "pagerduty", secret: "k" }), stepped.send(pager.send)),
      alertmanager(resolvedSink({ kind: "alertmanager" }), stepped.send(manager.send)),
      slack(resolvedSink({ kind: "slack" }), stepped.send(chat.send)),
    ];
    return { client, worker: notifierWorker(optionsOf(client, sinks, { clock })) };
  };
  const first = run(current);
  await tell(cluster, () => current.isDead());
  await awaitCondition(() => current.isDead() || isTold(cluster), soon);
  const steps = current.steps();
  if (current.isDead()) {
    first.client.kill();
    cluster.expire(first.client);
    current = life(Infinity);
    const second = run(current);
    await tell(cluster, () => false);
    await second.worker.stop();
  } else await first.worker.stop();
  return { pager, manager, chat, steps };
}

async function tell(cluster: MemoryCluster, isOver: () => boolean): Promise<void> {
  for (const [at, one] of story.entries()) {
    if (isOver()) return;
    if (said(cluster) <= at) await say(cluster, one);
    else if (at + 1 < said(cluster)) continue;
    await awaitCondition(() => isOver() || toldRevisions(cluster, at), soon);
  }
}

const said = (cluster: MemoryCluster): number => cluster.records("tocsin.incidents.v1").length;

interface Kept {
  readonly event: { readonly data: { readonly revision: number; readonly status: string } };
  readonly told: Readonly<Record<string, { readonly revision: number; readonly onItsWay: unknown }>>;
}

/** Whether each sink knows the newest of what stands up to here in the story, or has no need to; what is over is forgotten. */
function toldRevisions(cluster: MemoryCluster, at: number): boolean {
  const memory = memoryOf(cluster);
  if ((memory.get("progress") as { offsets: Record<string, number> } | undefined)?.offsets["0"] !== at + 1)
    return false;
  return [...memory].every(([key, value]) => {
    if (key === "progress") return true;
    const { event, told } = value as Kept;
    if (event.data.status !== "open") return false;
    const known = told["alertmanager"];
    return (
      known?.revision === event.data.revision &&
      Object.values(told).every((one) => one.onItsWay === null && one.revision > 0)
    );
  });
}

const isTold = (cluster: MemoryCluster): boolean =>
  said(cluster) === story.length && toldRevisions(cluster, story.length - 1);

describe("a notifier that is killed at any step", () => {
  test("calls nobody twice, forgets nobody, and says in a chat of what was on its way that it may be a repetition", async () => {
    const whole = await lived(Infinity);
    expect(whole.pager.calls).toEqual(["/tocsin/default/a", "/tocsin/default/b", "/tocsin/default/c"]);
    expect([...whole.pager.open]).toEqual(["/tocsin/default/c"]);
    expect(whole.manager.told.toSorted()).toEqual([
      "ends a error simultaneous",
      "ends b critical isolated",
      "ends b warning isolated",
      "fires a error simultaneous",
      "fires b critical isolated",
      "fires b warning isolated",
      "fires c critical simultaneous",
    ]);
    expect(whole.chat.lines).toHaveLength(6);
    expect(whole.steps).toBeGreaterThan(60);
    for (let fatal = 1; fatal < whole.steps; fatal += 1) {
      const { pager, manager, chat } = await lived(fatal);
      expect([fatal, pager.calls.toSorted()]).toEqual([fatal, whole.pager.calls]);
      expect([fatal, [...pager.open]]).toEqual([fatal, [...whole.pager.open]]);
      const opened = manager.told.filter((line) => line.startsWith("fires"));
      expect([fatal, new Set(opened).size]).toEqual([fatal, opened.length]);
      expect([fatal, [...manager.firing.keys()]]).toEqual([fatal, ["c critical simultaneous"]]);
      const once = chat.lines.filter((line) => !line.startsWith("(again?)"));
      expect([fatal, new Set(once).size]).toEqual([fatal, once.length]);
      const all = new Set(chat.lines.map((line) => line.replace("(again?) ", "")));
      expect([fatal, [...all].toSorted()]).toEqual([fatal, whole.chat.lines.toSorted()]);
    }
  });
});
