import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ProcessFault } from "@tocsin/adapters/process";
import { topicNames } from "@tocsin/contracts";
import { StateFault } from "@tocsin/log";
import { expect, test } from "vitest";
import { awaitCondition } from "../../../test/support/servers/run/await-condition.ts";
import { freePort } from "../../../test/support/servers/run/free-port.ts";
import { workerContext } from "../../../test/support/worker-context.ts";
import { notifierApp } from "../src/app.ts";
import { emptyCluster, memoryOf, say } from "./support/notifier-world.ts";
import { resolvedSink } from "./support/receivers.ts";

const soon = { withinMs: 30_000, everyMs: 5, what: "the notifier" };
// Nobody listens there.
const sink = resolvedSink({ kind: "webhook", url: `http://127.0.0.1:${await freePort()}/` });
const notify = { sinks: [sink], routes: [{ sinks: [sink.name] }] };

test("a notifier starts alone, says which sink does not take what it is told, and leaves nothing open", async () => {
  const cluster = emptyCluster();
  await say(cluster, { incident: "a" });
  const { context, health, events, open } = await workerContext(cluster.client());
  const configuration = { ...context.configuration, notify };
  const running = notifierApp().start({ ...context, configuration });
  await awaitCondition(() => events().includes("notify.failing"), soon);
  const verdict = health.readiness();
  expect(verdict.ok).toBe(false);
  expect(verdict.checks.find(({ name }) => name === "sink webhook")?.reason).toContain("ECONNREFUSED");
  expect(health.alive().ok).toBe(true);
  expect(await context.instruments.metrics.text("plain")).toContain(
    'tocsin_notify_sink_up{sink="webhook"} 0',
  );
  await running.stop();
  await running.done;
  expect(open()).toEqual([]);
  expect([...memoryOf(cluster).keys()].toSorted()).toEqual(["incident/a", "progress"]);
});

test("without a route there is nothing to do, which is said and not waited for", async () => {
  const { context } = await workerContext(emptyCluster().client());
  expect(notifierApp().idle?.(context.configuration)?.message).toContain("no route in its notify section");
  expect(notifierApp().idle?.({ ...context.configuration, notify })).toBe(null);
  expect(() => notifierApp().start(context)).toThrow(ProcessFault);
});

test.each([
  ["state-newer", JSON.stringify({ format: 2 })],
  ["state-unreadable", "{"],
  ["state-unreadable", JSON.stringify({ format: 1, event: {}, told: {} })],
])(
  "memory that must not be passed over ends it with %s: people would be told twice, or not",
  async (code, value) => {
    const cluster = emptyCluster();
    const client = cluster.client();
    await client.append([{ topic: topicNames.notifierState, partition: 0, key: "incident/a", value }]);
    const { context } = await workerContext(cluster.client());
    const running = notifierApp().start({ ...context, configuration: { ...context.configuration, notify } });
    const fault = await running.done.catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(StateFault);
    expect((fault as StateFault).code).toBe(code);
  },
);

const acknowledge = {
  host: "127.0.0.1",
  port: 0,
  url: "https://t.example",
  secret: "s".repeat(16),
  token: null,
};

test("where acknowledgements are taken is said, and it is closed when the notifier ends", async () => {
  const { context, events, open } = await workerContext(emptyCluster().client());
  const configuration = { ...context.configuration, notify: { ...notify, acknowledge } };
  const running = notifierApp().start({ ...context, configuration });
  await awaitCondition(() => events().includes("notify.acknowledge-listening"), soon);
  await running.stop();
  await running.done;
  expect(open()).toEqual([]);
});

test("a port for acknowledgements that is taken ends the notifier in words, with nothing left open", async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const { port } = taken.address() as AddressInfo;
  const { context, open } = await workerContext(emptyCluster().client());
  const configuration = {
    ...context.configuration,
    notify: { ...notify, acknowledge: { ...acknowledge, port } },
  };
  const running = notifierApp().start({ ...context, configuration });
  const fault = await running.done.catch((error: unknown) => error);
  expect(fault).toBeInstanceOf(ProcessFault);
  expect((fault as ProcessFault).message).toContain(
    `cannot listen on 127.0.0.1:${port} for acknowledgements`,
  );
  await running.stop();
  expect(open()).toEqual([]);
  await new Promise((resolve) => taken.close(resolve));
});
