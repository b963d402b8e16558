import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "../../services/cli/test/support/run.ts";
import { awaitCondition } from "./support/await-condition.ts";
import {
  type MemoryInstallation,
  memoryInstallation,
  judgedWindows,
  valuesOn,
} from "../support/installation/memory-installation.ts";
import { startDetector, startIntake } from "../support/installation/workers-in-process.ts";
import { type SmallLiveOutage, smallLiveOutage } from "./support/small-live-outage.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-recordings-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let small: SmallLiveOutage;
beforeAll(async () => {
  small = await smallLiveOutage();
});

async function sent(...options: readonly string[]): Promise<MemoryInstallation> {
  const on = memoryInstallation(small.outage.topology);
  const argv = ["replay", small.outage.recording, "--to", "kafka", ...options];
  const ran = await run(argv, { cluster: on.kafka });
  expect(ran).toMatchObject({ code: 0 });
  return on;
}

async function judge(on: MemoryInstallation): Promise<void> {
  const workers = [startIntake(on, on.cluster.client()), startDetector(on, on.cluster.client())];
  await awaitCondition("all windows judged", () => judgedWindows(on).length >= small.evidence.length);
  for (const worker of workers) await worker.stop();
}

async function record(on: MemoryInstallation, out: string): Promise<void> {
  const ran = await run(["record", "--out", out], { cluster: on.kafka });
  expect(ran).toMatchObject({ code: 0 });
}

async function replayed(path: string): Promise<readonly string[]> {
  const argv = ["replay", path, "--topology", small.outage.topology, "--json"];
  const { code, out } = await run(argv);
  expect(code).toBe(0);
  return out.split("\n").filter((line) => line !== "");
}

test.each([[[]], [["--rate", "100000"]]])(
  "a recording sent to the log gives the alerts and evidence of its replay, byte for byte %j",
  async (options) => {
    const on = await sent(...options);
    await judge(on);
    expect(valuesOn(on, on.configuration.topics.incidents)).toEqual(small.alerts);
    expect(valuesOn(on, on.configuration.topics.evidence)).toEqual(small.evidence);
    expect(small.alerts.length).toBeGreaterThan(1);
  },
);

test("what is recorded of it gives the same alerts when it is replayed, and when it is sent once more", async () => {
  const on = await sent();
  const path = join(folder, "recorded.jsonl.gz");
  await record(on, path);
  expect(await replayed(path)).toEqual(small.alerts);
  const again = memoryInstallation(small.outage.topology);
  await run(["replay", path, "--to", "kafka"], { cluster: again.kafka });
  await judge(again);
  expect(valuesOn(again, again.configuration.topics.incidents)).toEqual(small.alerts);
});

test("recorded windows, as the workers made them, give the same alerts", async () => {
  const on = await sent();
  await judge(on);
  const path = join(folder, "windows.jsonl");
  const ran = await run(["record", on.configuration.topics.windows, "--out", path], {
    cluster: on.kafka,
  });
  expect(ran).toMatchObject({ code: 0 });
  expect(readFileSync(path, "utf8").split("\n")[1]).toContain('"topic":"tocsin.windows.v1"');
  expect(await replayed(path)).toEqual(small.alerts);
});
