import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadTopology } from "@tocsin/adapters/config";
import { recorderWorker } from "@tocsin/recorder";
import { afterAll, beforeAll, expect, test } from "vitest";
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
import { replayInto, type ReplayedFiles } from "../support/replay-into.ts";
import { awaitCondition } from "../support/servers/run/await-condition.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-points-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The one thing that a file cannot know: when the evidence came to its topic. */
const withoutLag = (line: string): string => line.replace(/,lag_ms=-?\d+i/, "");

let topologyFile: string;
let replayed: ReplayedFiles;
beforeAll(async () => {
  const outage = writeSmallOutage(folder);
  topologyFile = outage.topology;
  replayed = await replayInto(folder, outage.recording, "--topology", topologyFile);
});

test("a recorder makes the very points of influx.lp.gz from the same evidence and alerts", async () => {
  const topology = await loadTopology(topologyFile);
  if (topology.kind !== "loaded") throw new Error("the topology cannot be read");
  const cluster = await clusterWith(0, 0);
  await append(cluster, evidence, replayed.evidence());
  await append(cluster, incidents, replayed.alerts());
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
  const written = replayed.points();
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
