import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { memoryKafka } from "../../../../test/support/memory-kafka.ts";
import { awaitCondition } from "../../../../test/support/servers/run/await-condition.ts";
import { runCli } from "../../src/index.ts";
import { captured } from "../support/captured.ts";
import { run } from "../support/run.ts";

test("a recorder alone without a database is refused with code 2, and not left waiting in silence", async () => {
  const { code, out, err } = await run(["run", "--worker", "recorder"]);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain("no influx section");
});

test("all workers run in one process until they are interrupted; a recorder without a database is left out", async () => {
  const interruption = new AbortController();
  const [stdout, stderr] = [captured(), captured()];
  const running = runCli(["run"], {
    stdout,
    stderr,
    stdin: new PassThrough().end(),
    env: { TOCSIN_HTTP_PORT: "0", TOCSIN_CLOCK: "stream" },
    interrupted: interruption.signal,
    cluster: memoryKafka().cluster,
  });
  const lines = (): readonly Readonly<Record<string, unknown>>[] =>
    stdout
      .text()
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  const said = (name: string): number => lines().filter(({ event }) => event === name).length;
  await awaitCondition(() => said("partition.acquired") === 6, {
    withinMs: 20_000,
    everyMs: 5,
    what: "the intake to hold all partitions",
  });
  interruption.abort();
  expect([await running, stderr.text()]).toEqual([0, ""]);
  expect(lines()[0]).toMatchObject({
    service: "tocsin",
    event: "worker.starting",
    workers: ["intake", "detector", "recorder", "notifier"],
  });
  expect(lines().at(-1)).toMatchObject({ event: "worker.stopped" });
  expect(said("partition.released")).toBe(6);
  expect(new Set(lines().flatMap(({ worker }) => (worker === undefined ? [] : [worker])))).not.toContain(
    "recorder",
  );
});
