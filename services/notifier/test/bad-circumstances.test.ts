import { topicNames, Topology } from "@tocsin/contracts";
import { describe, expect, test } from "vitest";
import { awaitCondition } from "../../../test/support/servers/run/await-condition.ts";
import { notifierWorker } from "../src/notifier-worker.ts";
import { pagerDuty } from "../src/sinks/pagerduty.ts";
import { slack } from "../src/sinks/slack.ts";
import { webhook } from "../src/sinks/webhook.ts";
import { emptyCluster, handClock, memoryOf, optionsOf, say, takeCare } from "./support/notifier-world.ts";
import { chatDouble, pagerDouble, receiver, resolvedSink, type Trouble } from "./support/receivers.ts";

const soon = { withinMs: 20_000, everyMs: 1, what: "the notifier" };
const resolvedAt = "2021-10-04T15:44:00Z";
const answer = (status: number, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response("no", { status, headers });

/** A pager behind some trouble, and a chat that works, told of by one notifier. */
function world(trouble: Trouble = () => undefined) {
  const cluster = emptyCluster();
  const clock = handClock();
  const pager = pagerDouble(trouble);
  const chat = chatDouble();
  const failures: string[] = [];
  const givenUp: string[] = [];
  const start = (change: Partial<Parameters<typeof optionsOf>[2]> = {}) => {
    const sinks = [
      pagerDuty(resolvedSink({ kind: "pagerduty", secret: "k", timeoutMs: 200 }), pager.send),
      slack(resolvedSink({ kind: "slack" }), chat.send),
    ];
    const instrumentation = {
      failed: (sink: string, reason: string, waitMs: number) =>
        void failures.push(`${sink} ${reason} ${waitMs}`),
      givenUp: (sink: string, { reason }: { readonly reason: string }) =>
        void givenUp.push(`${sink} ${reason}`),
    };
    return notifierWorker(optionsOf(cluster.client(), sinks, { clock, instrumentation, ...change }));
  };
  return { cluster, clock, pager, chat, failures, givenUp, start };
}

describe("a notifier", () => {
  test("tries a sink that answers 500 again and again, waits up to a minute, and holds up no other sink", async () => {
    let isDown = true;
    const { cluster, clock, pager, chat, failures, start } = world(() => (isDown ? answer(500) : undefined));
    const worker = start();
    await say(cluster, { incident: "a" });
    await awaitCondition(() => chat.lines.length === 1, soon);
    for (let seconds = 0; seconds < 3600; seconds += 30) {
      await awaitCondition(() => failures.length > 0, soon);
      clock.advance(30_000);
      await new Promise((resolve) => void setImmediate(resolve));
    }
    await awaitCondition(() => failures.length > 7, soon);
    const waits = failures.map((line) => Number(line.split(" ").at(-1)));
    expect(waits.slice(0, 8)).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    isDown = false;
    await awaitCondition(() => (clock.advance(60_000), pager.calls.length === 1), soon);
    expect(chat.lines).toHaveLength(1);
    await worker.stop();
  });

  test("does not wait for ever for a sink that hangs", async () => {
    const hung: Trouble = async (phase, signal) => {
      if (phase === "after") return undefined;
      await new Promise((_resolve, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
      });
      return undefined;
    };
    const { cluster, chat, failures, start } = world(hung);
    const worker = start();
    await say(cluster, { incident: "a" });
    await awaitCondition(() => chat.lines.length === 1, soon);
    await awaitCondition(() => failures.length > 0, soon);
    expect(failures[0]).toBe("pagerduty no answer within 200 ms 1000");
    // It ends at once, although a request may be under way.
    await worker.stop();
  });

  test("says of a redirection and of an expired token what is wrong, and tells when it is mended", async () => {
    const answers = [answer(302, { location: "http://169.254.169.254/" }), answer(401), answer(403)];
    const { cluster, clock, pager, failures, start } = world((phase) =>
      phase === "before" ? answers.shift() : undefined,
    );
    const worker = start();
    await say(cluster, { incident: "a" });
    await awaitCondition(() => (clock.advance(1000), pager.calls.length === 1), soon);
    expect(failures[0]).toContain("pagerduty answers 302, a redirection, which is not followed");
    expect(failures.slice(1).map((line) => line.slice(0, 21))).toEqual([
      "pagerduty answers 401",
      "pagerduty answers 403",
    ]);
    await worker.stop();
  });

  test("puts what a sink refuses for good into the dead letters with its reason, and goes on", async () => {
    const { cluster, pager, givenUp, start } = world((phase) =>
      phase === "before" && pager.requests() === 0 && givenUp.length === 0 ? answer(400) : undefined,
    );
    const worker = start();
    await say(cluster, { incident: "a" }, { incident: "b" });
    await awaitCondition(() => givenUp.length === 1 && pager.calls.length === 1, soon);
    await awaitCondition(() => cluster.records(topicNames.deadLetters).length === 1, soon);
    const [letter] = cluster.records(topicNames.deadLetters);
    expect(Buffer.from(letter?.headers["tocsin_code"] as Uint8Array).toString()).toBe("notification-refused");
    expect(Buffer.from(letter?.headers["tocsin_reason"] as Uint8Array).toString()).toBe(
      "pagerduty: answers 400: no",
    );
    expect(Buffer.from(letter?.headers["tocsin_topic"] as Uint8Array).toString()).toBe(topicNames.incidents);
    await worker.stop();
  });

  test("gives up what could not be told for a day, and tells of the end all the same", async () => {
    let isDown = true;
    const { cluster, clock, pager, givenUp, start } = world(() => (isDown ? answer(503) : undefined));
    const worker = start();
    await say(cluster, { incident: "a" });
    await awaitCondition(() => (clock.advance(600_000), givenUp.length === 1), soon);
    isDown = false;
    await say(cluster, { incident: "a", revision: 2, status: "resolved", resolvedAt });
    await awaitCondition(() => (clock.advance(60_000), pager.requests() === 1), soon);
    expect(pager.calls).toEqual([]);
    await worker.stop();
  });

  test("tells of 500 incidents at once, the worst first, no faster than the sink takes them, and each once", async () => {
    const { cluster, clock, chat, pager } = world();
    const changes = Array.from({ length: 500 }, (_, at) => ({
      incident: `i-${at}`,
      severity: at % 5 === 0 ? ("critical" as const) : ("error" as const),
    }));
    await say(cluster, ...changes);
    const sinks = [
      slack(resolvedSink({ kind: "slack", perMinute: 60 }), chat.send),
      pagerDuty(resolvedSink({ kind: "pagerduty" }), pager.send),
    ];
    const worker = notifierWorker(optionsOf(cluster.client(), sinks, { clock }));
    await awaitCondition(() => pager.calls.length === 500, soon);
    expect(chat.lines.length).toBeLessThanOrEqual(7);
    await awaitCondition(() => (clock.advance(1000), chat.lines.length === 500), {
      ...soon,
      withinMs: 50_000,
    });
    expect(new Set(pager.calls).size).toBe(500);
    expect(chat.lines.slice(0, 100).every((line) => line.startsWith("CRITICAL"))).toBe(true);
    await worker.stop();
  });

  test("tells nobody of the past when it starts for the first time, but of what is open", async () => {
    const { cluster, pager, start } = world();
    await say(
      cluster,
      { incident: "past" },
      { incident: "past", revision: 2, status: "resolved", resolvedAt },
      { incident: "now" },
    );
    const worker = start();
    await awaitCondition(() => pager.calls.length === 1, soon);
    expect(pager.calls).toEqual(["/tocsin/default/now"]);
    expect([...memoryOf(cluster).keys()].toSorted()).toEqual(["incident/now", "progress"]);
    await worker.stop();
  });

  test("tells a sink that was added of what is open, and forgets one that was taken away", async () => {
    const { cluster, pager, chat, clock, start } = world();
    const alone = [pagerDuty(resolvedSink({ kind: "pagerduty" }), pager.send)];
    const first = notifierWorker(optionsOf(cluster.client(), alone, { clock }));
    await say(cluster, { incident: "a" });
    await awaitCondition(() => pager.calls.length === 1, soon);
    await first.stop();
    const second = start();
    await awaitCondition(() => chat.lines.length === 1, soon);
    await second.stop();
    expect(pager.calls).toHaveLength(1);
    const third = notifierWorker(
      optionsOf(cluster.client(), [slack(resolvedSink({ kind: "slack" }), chat.send)], { clock }),
    );
    await say(cluster, { incident: "a", revision: 2, status: "resolved", resolvedAt });
    await awaitCondition(() => chat.lines.length === 2 && !memoryOf(cluster).has("incident/a"), soon);
    await third.stop();
  });

  test("tells a pager and a chat that somebody takes care, once, and does not call for another scope then", async () => {
    const { cluster, chat, start } = world();
    const worker = start();
    const isolated = { incident: "a", scope: "isolated", severity: "critical" } as const;
    await say(cluster, isolated);
    await awaitCondition(() => chat.lines.length === 1, soon);
    await takeCare(cluster, "a", "ann");
    await awaitCondition(() => chat.lines.length === 2, soon);
    await say(cluster, { ...isolated, revision: 2, scope: "simultaneous" });
    await say(cluster, { ...isolated, revision: 3, status: "resolved", resolvedAt });
    await awaitCondition(() => chat.lines.length === 3, soon);
    expect(chat.lines.map((line) => line.split(":")[0])).toEqual(["CRITICAL", "IN CARE", "RESOLVED"]);
    await worker.stop();
  });

  test("asks a changed topology for the owners of what is open", async () => {
    const { cluster, pager, start } = world();
    const worker = start({ routes: [{ sinks: ["pagerduty"], owners: ["blue"] }] });
    await say(cluster, { incident: "a" });
    await awaitCondition(() => memoryOf(cluster).has("incident/a"), soon);
    expect(pager.calls).toEqual([]);
    worker.reload(Topology.parse({ services: { facebook: { owner: "blue" } } }));
    await awaitCondition(() => pager.calls.length === 1, soon);
    await worker.stop();
  });

  test("reads on behind what is no alert, and says so", async () => {
    const { cluster, pager, start } = world();
    const unread: number[] = [];
    const client = cluster.client();
    await client.append([{ topic: topicNames.incidents, partition: 0, key: null, value: "{" }]);
    cluster.corrupt({ topic: topicNames.incidents, partition: 0 }, 2, "unknown codec");
    const worker = start({ instrumentation: { unread: (_place, { offset }) => void unread.push(offset) } });
    await awaitCondition(() => memoryOf(cluster).has("progress"), soon);
    await client.append([{ topic: topicNames.incidents, partition: 0, key: null, value: "[]" }]);
    await say(cluster, { incident: "a" });
    await awaitCondition(() => pager.calls.length === 1, soon);
    expect(unread).toEqual([3]);
    await worker.stop();
  });

  test("hands over to another that joins its group: nobody is told twice, and nothing is lost", async () => {
    const { cluster, pager, chat, start } = world();
    const first = start();
    await say(cluster, { incident: "a" });
    await awaitCondition(() => chat.lines.length === 1 && pager.calls.length === 1, soon);
    const second = start();
    await first.stop();
    await say(cluster, { incident: "b" });
    await awaitCondition(() => chat.lines.length === 2 && pager.calls.length === 2, soon);
    await second.stop();
  });

  test("sends every revision to a webhook in the words of the topic, and after an outage the newest alone", async () => {
    const cluster = emptyCluster();
    const clock = handClock();
    let isDown = false;
    const bodies: string[] = [];
    const hook = receiver(
      (body) => void bodies.push((body as { readonly id: string }).id),
      () => (isDown ? answer(502) : undefined),
    );
    const sink = webhook(resolvedSink({ kind: "webhook" }), hook.send);
    const worker = notifierWorker(optionsOf(cluster.client(), [sink], { clock }));
    await say(cluster, { incident: "a" });
    await awaitCondition(() => bodies.length === 1, soon);
    await say(cluster, { incident: "a", revision: 2 });
    await awaitCondition(() => bodies.length === 2, soon);
    isDown = true;
    await say(cluster, { incident: "a", revision: 3 }, { incident: "a", revision: 4 });
    await awaitCondition(() => cluster.records(topicNames.notifierState).length > 5, soon);
    isDown = false;
    await awaitCondition(() => (clock.advance(60_000), bodies.at(-1) === "a:4"), soon);
    expect(bodies.slice(0, 2)).toEqual(["a:1", "a:2"]);
    await worker.stop();
  });
});
