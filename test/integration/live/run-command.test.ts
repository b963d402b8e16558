import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ProcessUnderTest } from "../../support/installation/process-under-test.ts";
import { programsOf } from "../../support/installation/programs.ts";
import {
  awaitCondition,
  freePort,
  temporaryFolder,
  useInflux,
  useKafka,
} from "../../support/servers/index.ts";
import { installedForTest, recordedIn } from "./support/installed.ts";

const kafka = useKafka();
const influx = useInflux();

/** Runs with a configuration of these words alone; gives the exit code, everything printed, and how long it took. */
async function ran(configuration: object) {
  const folder = temporaryFolder("run");
  onTestFinished(folder.remove);
  const process = programsOf({ input: { http: { port: 0 }, ...configuration } }, folder.path).worker("all");
  process.start();
  const end = await process.ended();
  await awaitCondition(() => process.text.includes("tocsin: ") || end.code === 0, {
    withinMs: 5000,
    what: "its words",
  });
  return { ...end, text: process.text };
}

const said = (text: string): string => text.split("\n").find((line) => line.startsWith("tocsin: ")) ?? "";

describe("what keeps it from starting is said in one line within ten seconds", () => {
  test("no broker at the address: 4", async () => {
    const end = await ran({ kafka: { brokers: [`127.0.0.1:${await freePort()}`] } });
    expect(end.code).toBe(4);
    // Ten seconds on a machine that has nothing else to do.
    expect(end.tookMs).toBeLessThan(25_000);
    expect(said(end.text)).toMatch(/127\.0\.0\.1/);
  });

  test("topics that are missing: 2, with the command that makes them", async () => {
    const end = await ran({ kafka: { brokers: kafka.brokers } });
    expect(end.code).toBe(2);
    expect(end.text).toContain("tocsin topics apply");
  });

  test("a configuration with a misspelt key: 2, with what was meant", async () => {
    const end = await ran({ kafka: { broker: ["a:1"] } });
    expect(end.code).toBe(2);
    expect(end.text).toContain("brokers");
  });

  test("a token that InfluxDB refuses, of a recorder alone: 4, and the token is printed nowhere", async () => {
    const { url, org } = influx;
    const token = "wrong-token-Zx81";
    const made = await installedForTest(kafka, recordedIn({ url, org, token }, "any"));
    const process = made.run("recorder");
    const end = await process.ended();
    expect(end.code).toBe(4);
    expect(process.text).toContain("refuses the token");
    expect(process.text).not.toContain(token);
  });

  test("a bucket that is not there, of a recorder alone: 2, with the command that makes it", async () => {
    const made = await installedForTest(kafka, recordedIn(influx, "nowhere"));
    const process = made.run("recorder");
    expect((await process.ended()).code).toBe(2);
    expect(process.text).toContain("tocsin influx setup");
  });
});

describe("while it runs", () => {
  async function portOf(process: ProcessUnderTest): Promise<number> {
    const line = await process.awaitEvent("http.listening", { withinMs: 20_000 });
    return Number(line["port"]);
  }

  test("it becomes ready, gives metrics, and ends with 0 on SIGTERM, leaving its groups at once", async () => {
    const made = await installedForTest(kafka);
    const first = made.run("all");
    const address = `http://127.0.0.1:${await portOf(first)}`;
    await awaitCondition(async () => (await fetch(`${address}/readyz`)).status === 200, {
      withinMs: 20_000,
      what: "ready",
    });
    expect((await fetch(`${address}/livez`)).status).toBe(200);
    const metrics = await (await fetch(`${address}/metrics`)).text();
    expect(metrics).toContain("tocsin_build_info");
    expect(metrics).toContain('tocsin_partitions_assigned{worker="intake"} 6');
    const second = made.run("all");
    const standby = await second.awaitEvent("worker.standby", { withinMs: 20_000 });
    expect(standby["worker"]).toBe("detector");
    const since = second.logged;
    const end = await first.terminate();
    expect(end.code).toBe(0);
    await second.awaitEvent("state.restored", { withinMs: 5000, since });
    expect((await second.terminate()).code).toBe(0);
  });

  test("the topology is read again on SIGHUP", async () => {
    const made = await installedForTest(kafka);
    const topologyFile = join(made.folder, "topology.yaml");
    writeFileSync(topologyFile, "services: { a: {}, b: {} }\ncomponents: { one: { services: [a, b] } }\n");
    const process = made.run("all", ["--topology", topologyFile]);
    await process.awaitEvent("state.restored", { withinMs: 20_000 });
    writeFileSync(topologyFile, "services: { a: {}, b: {} }\ncomponents: { two: { services: [a, b] } }\n");
    await process.awaitEvent("topology.reloaded", { withinMs: 10_000 });
    await process.awaitEvent("state.adopted", { withinMs: 10_000 });
    writeFileSync(topologyFile, "components: { two: { services: [nobody] } }\n");
    await process.awaitEvent("topology.faulty", { withinMs: 10_000 });
    expect((await process.terminate()).code).toBe(0);
  });
});
