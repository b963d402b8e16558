import { execFileSync, spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { kafkaLog } from "@tocsin/adapters/kafka";
import { AlertEvent } from "@tocsin/contracts";
import { beforeAll, expect, test } from "vitest";
import { awaitCondition, freshTopics, useKafka } from "../../support/servers/index.ts";
import { connectionTo } from "../kafka/connection.ts";

const kafka = useKafka();
const root = join(import.meta.dirname, "../../..");
const hasKcat = spawnSync("kcat", ["-V"]).status === 0;

const alerts = readFileSync(join(root, "test/golden/small-outage.alerts.jsonl"), "utf8")
  .split("\n")
  .filter((line) => line !== "");
const idOf = (line: string): string => AlertEvent.parse(JSON.parse(line)).id;

let topic: string;
let group: string;
const aborted = alerts[0]!.replace(idOf(alerts[0]!), "never-said:1");

/** Alerts as the detector writes them, in transactions, one of them aborted; and what a consumer must live with. */
beforeAll(async () => {
  const { names, prefix } = await freshTopics(kafka, { incidents: 1 });
  topic = names.incidents;
  group = `${prefix}.consumer`;
  const place = { topic, partition: 0 };
  const log = kafkaLog({ connection: connectionTo(kafka.brokers) });
  const [first, ...others] = alerts;
  const writer = await log.writer(`${prefix}.detector`);
  await writer.transaction(async (transaction) => {
    await transaction.send(place, [{ key: "a", value: first! }]);
  });
  await expect(
    writer.transaction(async (transaction) => {
      await transaction.send(place, [{ key: "a", value: aborted }]);
      throw new Error("died");
    }),
  ).rejects.toThrow("died");
  const later = { ...(JSON.parse(others[0]!) as object), fieldOfNextYear: { deep: [1] } };
  const successor = await log.writer(`${prefix}.detector`);
  await successor.transaction(async (transaction) => {
    await transaction.send(place, [
      { key: "a", value: "no alert" },
      { key: "a", value: null },
      { key: "a", value: first! },
      { key: "a", value: JSON.stringify(later) },
      ...others.slice(1).map((value) => ({ key: "a", value })),
    ]);
  });
  await log.close();
});

interface Ended {
  readonly out: readonly string[];
  readonly err: string;
  readonly code: number | null;
}

/** Runs the example until it has printed so many lines, and then ends it as an operator does. */
async function consumed(lines: number): Promise<Ended> {
  const child = spawn(process.execPath, ["--conditions=source", "examples/consumer/src/main.ts"], {
    cwd: root,
    env: {
      PATH: process.env["PATH"],
      KAFKA_BROKERS: kafka.brokers.join(","),
      KAFKA_TOPIC: topic,
      KAFKA_GROUP: group,
    },
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString("utf8")));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString("utf8")));
  const exit = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const printed = (): readonly string[] => out.split("\n").filter((line) => line !== "");
  try {
    await awaitCondition(() => printed().length >= lines || child.exitCode !== null, {
      withinMs: 60_000,
      what: `${lines} lines of the example consumer; it said ${err}`,
    });
    child.kill("SIGTERM");
    return { code: await exit, out: printed(), err };
  } finally {
    child.kill("SIGKILL");
  }
}

test("a program that knows the contracts alone prints each alert once, whatever else is in the topic", async () => {
  const { code, out, err } = await consumed(alerts.length);
  expect(out.map((line) => /\[(.+)\]$/.exec(line)?.[1])).toEqual(alerts.map(idOf));
  expect(out[0]).toMatch(
    /^2021-10-04T\d\d:\d\d:\S+ (critical|error|warning|info) open: .+ since \d\d:\d\d UTC/,
  );
  expect(out.some((line) => line.includes("edge"))).toBe(true);
  expect(err.split("\n").filter((line) => line.includes("is no alert that we can read"))).toHaveLength(2);
  expect(code).toBe(0);
});

test.skipIf(!hasKcat)("kcat reads the same alerts, and not what was aborted", () => {
  const read = (isolation: string): readonly string[] => {
    const argv = ["-b", kafka.brokers.join(","), "-C", "-e", "-q", "-t", topic];
    const out = execFileSync("kcat", [...argv, "-X", `isolation.level=${isolation}`]).toString("utf8");
    return out.split("\n").filter((line) => line.startsWith("{"));
  };
  const [first = "", ...others] = alerts.map(idOf);
  expect(read("read_committed").map(idOf)).toEqual([first, first, ...others]);
  expect(read("read_uncommitted").map(idOf)).toEqual([first, "never-said:1", first, ...others]);
});
