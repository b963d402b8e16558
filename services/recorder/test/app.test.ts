import { ProcessFault } from "@tocsin/adapters/process";
import { describe, expect, test } from "vitest";
import { type FakeAnswer, fakeInflux } from "../../../packages/adapters/test/support/fake-influx.ts";
import { instantWait } from "../../../test/support/memory-log/index.ts";
import { awaitCondition } from "../../../test/support/servers/run/await-condition.ts";
import { workerContext } from "../../../test/support/worker-context.ts";
import { recorderApp } from "../src/app.ts";
import { memoryDatabase } from "./support/memory-database.ts";
import { clusterWith, isDrained } from "./support/recorder-world.ts";

const database = { TOCSIN_INFLUX_URL: "http://127.0.0.1:1", TOCSIN_INFLUX_TOKEN: "t" };

test("a recorder starts alone, writes what the topics hold, and leaves nothing open", async () => {
  const cluster = await clusterWith(4, 2, instantWait);
  const { sink, rows } = memoryDatabase();
  const { context, health, open } = await workerContext(cluster.client(), database);

  const running = recorderApp({ openSink: () => sink }).start(context);
  expect(health.readiness().ok).toBe(false);
  expect(open()).toContain("member of tocsin.recorder");
  await awaitCondition(() => isDrained(cluster), { withinMs: 20_000, everyMs: 1, what: "the recorder" });
  await running.stop();
  await running.done;

  expect(rows.size).toBeGreaterThan(4);
  expect(open()).toEqual([]);
  expect(health.readiness().ok).toBe(true);
  expect(health.alive()).toEqual({ ok: true, checks: [] });
});

test("without a database there is nothing to do, which is said and not waited for", async () => {
  const { context } = await workerContext((await clusterWith(0, 0)).client());
  const { configuration } = context;
  expect(recorderApp().idle?.(configuration)?.message).toContain("no influx section");
  expect(() => recorderApp().start(context)).toThrow(ProcessFault);
});

describe("a database that will not have us", () => {
  const answers: readonly (readonly [string, FakeAnswer, RegExp])[] = [
    ["refuses the token", { status: 401, body: '{"message":"unauthorized access"}' }, /refuses the token/],
    ["has no such bucket", { status: 404, body: '{"message":"bucket not found"}' }, /tocsin influx setup/],
  ];

  test.each(answers)("%s: alone the recorder ends", async (_what, answer, words) => {
    const influx = await fakeInflux(() => answer);
    const env = { TOCSIN_INFLUX_URL: influx.url, TOCSIN_INFLUX_TOKEN: "t" };
    const { context } = await workerContext((await clusterWith(0, 0)).client(), env);
    await expect(recorderApp().check?.(context)).rejects.toThrow(words);
    await influx.close();
  });

  test.each(answers)("%s: beside other workers it says so and waits", async (_what, answer, words) => {
    const influx = await fakeInflux(() => answer);
    const env = { TOCSIN_INFLUX_URL: influx.url, TOCSIN_INFLUX_TOKEN: "t" };
    const { context, events, health } = await workerContext((await clusterWith(0, 0)).client(), env);
    await recorderApp().check?.({ ...context, isAlone: false });
    await influx.close();
    expect(events()).toEqual(["influx.unavailable"]);
    expect(health.readiness().checks).toMatchObject([{ name: "influx", ok: false }]);
    expect(health.readiness().checks[0]?.reason).toMatch(words);
  });
});
