import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { loadTopology } from "@tocsin/adapters/config";
import { recorderWorker } from "@tocsin/recorder";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "../../services/cli/test/support/run.ts";
import { writeSmallOutage } from "../../services/cli/test/support/small-outage.ts";
import { memoryDatabase } from "../../services/recorder/test/support/memory-database.ts";
import {
  append,
  clusterWith,
  common,
  evidence,
  incidents,
  isDrained,
} from "../../services/recorder/test/support/recorder-world.ts";
import { awaitCondition } from "../support/servers/run/await-condition.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-points-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const linesOf = (text: string): readonly string[] => text.split("\n").filter((line) => line !== "");
const read = (name: string): readonly string[] => linesOf(readFileSync(join(folder, name), "utf8"));
const unpacked = (name: string): readonly string[] =>
  linesOf(gunzipSync(readFileSync(join(folder, name))).toString());

/** The one thing that a file cannot know: when the evidence came to its topic. */
const withoutLag = (line: string): string => line.replace(/,lag_ms=-?\d+i/, "");

let topologyFile: string;
beforeAll(async () => {
  const outage = writeSmallOutage(folder);
  topologyFile = outage.topology;
  const ran = await run(["replay", outage.recording, "--topology", topologyFile, "--out", folder, "--quiet"]);
  expect([ran.code, ran.err]).toEqual([0, ""]);
});

test("a recorder makes the very points of influx.lp.gz from the same evidence and alerts", async () => {
  const topology = await loadTopology(topologyFile);
  if (topology.kind !== "loaded") throw new Error("the topology cannot be read");
  const cluster = await clusterWith(0, 0);
  await append(cluster, evidence, unpacked("evidence.jsonl.gz"));
  await append(cluster, incidents, read("alerts.jsonl"));
  const database = memoryDatabase();
  const environment = "default";
  const worker = recorderWorker({
    ...common,
    configuration: { ...common.configuration, environment },
    topology: topology.value,
    log: cluster.client(),
    sink: database.sink,
  });
  await awaitCondition(() => isDrained(cluster), { withinMs: 30_000, what: "the recorder", everyMs: 5 });
  await worker.stop();
  const written = unpacked("influx.lp.gz");
  expect([...database.rows.values()].map(withoutLag).toSorted()).toEqual(written.toSorted());
  const measurements = new Set(written.map((line) => line.slice(0, line.indexOf(","))));
  expect([...measurements].toSorted()).toEqual([
    "component_evidence",
    "incident",
    "pipeline",
    "service_state",
    "signal",
    "topology_edge",
    "topology_node",
    "world",
  ]);
});
