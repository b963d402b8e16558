import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import { run } from "../../services/cli/test/support/run.ts";
import { type SmallOutage, writeSmallOutage } from "../../services/cli/test/support/small-outage.ts";
import { awaitCondition } from "./support/await-condition.ts";
import {
  installation,
  judgedWindows,
  startDetector,
  startIntake,
  telemetryPartitions,
  valuesOn,
} from "./support/live-installation.ts";
import { appendAll, telemetryRecords } from "./support/telemetry-log.ts";

const linesOf = (text: string): readonly string[] => text.split("\n").filter((line) => line !== "");

let outage: SmallOutage;
let alerts: readonly string[];
let evidence: readonly string[];
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-live-"));
  outage = writeSmallOutage(folder);
  const out = join(folder, "out");
  const ran = await run(["replay", outage.recording, "--topology", outage.topology, "--out", out, "--quiet"]);
  expect(ran.code).toBe(0);
  alerts = linesOf(readFileSync(join(out, "alerts.jsonl"), "utf8"));
  evidence = linesOf(gunzipSync(readFileSync(join(out, "evidence.jsonl.gz"))).toString("utf8"));
});

const records = () => telemetryRecords(outage.lines, { partitions: telemetryPartitions });

test("two intakes and a detector give the alerts and the evidence of a replay, byte for byte", async () => {
  const on = installation(outage.topology);
  await appendAll(on.cluster.client(), records());
  const workers = [
    startIntake(on, on.cluster.client()),
    startIntake(on, on.cluster.client()),
    startDetector(on, on.cluster.client()),
  ];
  await awaitCondition("all windows judged", () => judgedWindows(on).length >= evidence.length);
  for (const worker of workers) await worker.stop();
  expect(valuesOn(on, on.configuration.topics.incidents)).toEqual(alerts);
  expect(valuesOn(on, on.configuration.topics.evidence)).toEqual(evidence);
  expect(alerts.length).toBeGreaterThan(1);
});
