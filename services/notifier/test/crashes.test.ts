import type { AlertData } from "@tocsin/contracts";
import { describe, expect, test } from "vitest";
import type { MemoryCluster } from "../../../test/support/memory-log/index.ts";
import { awaitCondition } from "../../../test/support/servers/run/await-condition.ts";
import { notifierWorker } from "../src/notifier-worker.ts";
import { alertmanager } from "../src/sinks/alertmanager.ts";
import { pagerDuty } from "../src/sinks/pagerduty.ts";
import { slack } from "../src/sinks/slack.ts";
import {
  emptyCluster,
  handClock,
  memoryOf,
  optionsOf,
  say,
  startedBefore,
} from "./support/notifier-world.ts";
import { alertmanagerDouble, chatDouble, pagerDouble, resolvedSink } from "./support/receivers.ts";

/** Two hundred lives; a machine that does other work takes its time over them. */
const timeout = 240_000;
const soon = { withinMs: 20_000, everyMs: 1, what: "the notifier" };
const resolvedAt = "2021-10-04T15:42:00Z";
const never = new Promise<never>(() => undefined);

/** What comes, one after the other, and what of it comes at once. */
type Story = readonly (readonly Partial<AlertData>[])[];

/** A life of three incidents: one ends, one becomes worse and another's part, and one stays open. */
const story: Story = (
  [
    { incident: "a", severity: "error" },
    { incident: "b", severity: "warning", scope: "isolated" },
    { incident: "c" },
    { incident: "b", revision: 2, severity: "critical", scope: "isolated" },
    { incident: "a", revision: 2, severity: "error" },
    { incident: "a", revision: 3, severity: "error", status: "resolved", resolvedAt },
    { incident: "b", revision: 3, status: "retracted", scope: "isolated", supersededBy: "c" },
  ] as const
).map((one) => [one]);

/** An incident that came and went before anybody could be told of it. */
const past: Story = [
  [
    { incident: "a", severity: "error" },
    { incident: "a", revision: 2, severity: "critical" },
    { incident: "a", revision: 3, severity: "critical", status: "resolved", resolvedAt },
  ],
];

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
async function lived(fatal: number, told: Story) {
  const cluster = emptyCluster();
  await startedBefore(cluster);
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
      alertmanager(resolvedSink({ kind: "alertmanager", showMs: 0 }), stepped.send(manager.send)),
      slack(resolvedSink({ kind: "slack" }), stepped.send(chat.send)),
    ];
    return { client, worker: notifierWorker(optionsOf(client, sinks, { clock })) };
  };
  const first = run(current);
  await tell(cluster, told, () => current.isDead());
  await awaitCondition(() => current.isDead() || isTold(cluster, told), soon);
  const steps = current.steps();
  if (current.isDead()) {
    first.client.kill();
    cluster.expire(first.client);
    current = life(Infinity);
    const second = run(current);
    await tell(cluster, told, () => false);
    await second.worker.stop();
  } else await first.worker.stop();
  return { pager, manager, chat, steps };
}

async function tell(cluster: MemoryCluster, told: Story, isOver: () => boolean): Promise<void> {
  let end = 0;
  for (const batch of told) {
    if (isOver()) return;
    const first = end;
    end += batch.length;
    if (said(cluster) <= first) await say(cluster, ...batch);
    else if (end < said(cluster)) continue;
    const offset = end;
    await awaitCondition(() => isOver() || toldRevisions(cluster, offset), soon);
  }
}

const said = (cluster: MemoryCluster): number => cluster.records("tocsin.incidents.v1").length;

interface Kept {
  readonly event: { readonly data: { readonly revision: number; readonly status: string } };
  readonly told: Readonly<Record<string, { readonly revision: number; readonly onItsWay: unknown }>>;
}

/** Whether each sink knows the newest of what stands before the offset, or has no need to; what is over is forgotten. */
function toldRevisions(cluster: MemoryCluster, offset: number): boolean {
  const memory = memoryOf(cluster);
  if ((memory.get("progress") as { offsets: Record<string, number> } | undefined)?.offsets["0"] !== offset)
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

const isTold = (cluster: MemoryCluster, told: Story): boolean =>
  said(cluster) === told.flat().length && toldRevisions(cluster, said(cluster));

describe("a notifier that is killed at any step", () => {
  test(
    "calls nobody twice, forgets nobody, and says in a chat of what was on its way that it may be a repetition",
    { timeout },
    async () => {
      const whole = await lived(Infinity, story);
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
        const { pager, manager, chat } = await lived(fatal, story);
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
    },
  );

  test(
    "tells everybody once of what came and went at once: a pager and Alertmanager that it is there, and that it is over",
    { timeout },
    async () => {
      const whole = await lived(Infinity, past);
      expect(whole.pager.calls).toEqual(["/tocsin/default/a"]);
      expect(whole.manager.told).toEqual(["fires a critical simultaneous", "ends a critical simultaneous"]);
      expect(whole.chat.lines).toEqual([expect.stringMatching(/^CAME AND WENT, CRITICAL: /)]);
      for (let fatal = 1; fatal < whole.steps; fatal += 1) {
        const { pager, manager, chat } = await lived(fatal, past);
        expect([fatal, pager.calls, [...pager.open]]).toEqual([fatal, whole.pager.calls, []]);
        expect([fatal, manager.told]).toEqual([fatal, whole.manager.told]);
        const once = chat.lines.filter((line) => !line.startsWith("(again?)"));
        expect([fatal, once.length <= 1 && chat.lines.length >= 1]).toEqual([fatal, true]);
      }
    },
  );
});
