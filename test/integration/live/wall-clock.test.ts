import { expect, onTestFinished, test } from "vitest";
import { readValues, windowStartsOf } from "../../support/installation/read-back.ts";
import { awaitCondition, useKafka } from "../../support/servers/index.ts";
import { installedForTest } from "./support/installed.ts";

const kafka = useKafka();

const quick = { clock: "wall", windowMs: 1000, allowedLatenessMs: 200 } as const;

test("time passes without messages, and a partition whose intake is gone is told, and taken up again", async () => {
  const made = await installedForTest(kafka, quick);
  const log = made.log();
  onTestFinished(async () => await log.close());
  const { evidence } = made.configuration.topics;
  const detector = made.run("detector");
  const intake = made.run("intake");
  const address = `http://127.0.0.1:${String((await detector.awaitEvent("http.listening", { withinMs: 30_000 }))["port"])}`;
  const windows = async (): Promise<number> => (await readValues(log, evidence)).length;
  await awaitCondition(async () => (await windows()) >= 5, { withinMs: 60_000, what: "windows of nothing" });
  await intake.kill();
  const stuck = await detector.awaitEvent("partition.stuck", { withinMs: 60_000 });
  expect(stuck["rung"]).toBe("partition");
  const ready = await fetch(`${address}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.text()).toContain("waiting for");
  expect((await fetch(`${address}/livez`)).status).toBe(200);
  const before = await windows();
  made.run("intake");
  await awaitCondition(async () => (await windows()) > before + 5, {
    withinMs: 60_000,
    what: "windows again",
  });
  await awaitCondition(async () => (await fetch(`${address}/readyz`)).status === 200, {
    withinMs: 60_000,
    what: "ready again",
  });
  const starts = windowStartsOf(await readValues(log, evidence));
  expect(starts).toEqual(starts.map((_, at) => (starts[0] ?? 0) + at * 1000));
}, 240_000);
