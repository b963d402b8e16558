import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Log } from "@tocsin/log";
import type { Configuration } from "@tocsin/contracts";
import { describe, expect, onTestFinished, test } from "vitest";
import { run, type Ran } from "../../../services/cli/test/support/run.ts";
import { type SmallOutage, writeSmallOutage } from "../../../services/cli/test/support/small-outage.ts";
import { kafkaInstallation } from "../../support/installation/kafka-installation.ts";
import { writeConfiguration } from "../../support/installation/programs.ts";
import { linesOf } from "../../support/replay-into.ts";
import { temporaryFolder, useKafka } from "../../support/servers/index.ts";

const kafka = useKafka();
const hasKcat = spawnSync("kcat", ["-V"]).status === 0;

interface Configured {
  readonly folder: string;
  /** The topics are not there yet. */
  readonly topics: Configuration["topics"];
  /** Runs a command line with the configuration. */
  readonly tocsin: (...argv: readonly string[]) => Promise<Ran>;
  readonly log: () => Log;
}

async function configured(): Promise<Configured> {
  const { configuration, input, log, remove } = await kafkaInstallation(kafka.brokers, { isBare: true });
  const folder = temporaryFolder("cli");
  onTestFinished(async () => {
    await remove();
    await folder.remove();
  });
  const file = writeConfiguration(folder.path, "tocsin.yaml", input);
  const tocsin = async (...argv: readonly string[]) => await run([...argv, "--config", file]);
  return { folder: folder.path, topics: configuration.topics, tocsin, log };
}

function renamed(text: string, topics: Configured["topics"]): string {
  return text
    .replaceAll('"telemetry.error-rate.v1"', JSON.stringify(topics.errorRate))
    .replaceAll('"telemetry.delivery-latency.v1"', JSON.stringify(topics.deliveryLatency))
    .replaceAll('"telemetry.report-volume.v1"', JSON.stringify(topics.reportVolume));
}

/** The small outage, as if it had been recorded from topics of these names. */
function outageOf({ topics, folder }: Configured): SmallOutage {
  const outage = writeSmallOutage(folder);
  writeFileSync(outage.recording, renamed(readFileSync(outage.recording, "utf8"), topics));
  return outage;
}

/** What stays of a message wherever it goes. */
function contentOf(line: string): string {
  const { topic, ts, key, payload } = JSON.parse(line) as Readonly<Record<string, unknown>>;
  return JSON.stringify([topic, ts, key, payload]);
}

describe("tocsin topics", () => {
  test("makes all topics, finds nothing to do after, adds partitions and changes settings", async () => {
    const { tocsin, topics } = await configured();
    expect((await tocsin("topics", "check")).code).toBe(1);
    const made = await tocsin("topics", "apply");
    expect(made).toMatchObject({ code: 0, err: "" });
    expect(made.out).toContain("All 12 topics are as they shall be.");
    expect(await tocsin("topics", "check")).toMatchObject({ code: 0 });
    const grown = await tocsin("topics", "apply", "--partitions", "5", "--retention", "telemetry=unlimited");
    expect(grown.out).toContain(`add partitions  ${topics.windows}: 12 -> 15`);
    expect(grown.out).toContain(`change          ${topics.errorRate}: retention.ms 7d -> unlimited`);
    expect(grown.out).toContain("All 12 topics are as they shall be.");
    const shorter = await tocsin("topics", "apply");
    expect(shorter.out).toContain("retention.ms unlimited -> 7d: it would delete records that are there");
  });

  test("says in one line, with code 4, that no broker answers", async () => {
    const env = { TOCSIN_KAFKA_BROKERS: "127.0.0.1:1", TOCSIN_KAFKA_CONNECT_TIMEOUT_MS: "1000" };
    const { code, err } = await run(["topics", "check"], { env });
    expect([code, linesOf(err)]).toEqual([
      4,
      [
        expect.stringContaining("tocsin: no broker answers at 127.0.0.1:1"),
        "Name others with kafka.brokers or TOCSIN_KAFKA_BROKERS.",
      ],
    ]);
  });
});

describe("tocsin replay --to kafka and tocsin record", () => {
  test("give back the alerts of the recording that was sent, and a replay of what kcat reads does too", async () => {
    const made = await configured();
    const { tocsin, folder, topics } = made;
    const outage = outageOf(made);
    const replayed = async (path: string): Promise<string> => {
      const { code, out } = await tocsin("replay", path, "--topology", outage.topology, "--json");
      expect(code).toBe(0);
      return out;
    };
    await tocsin("topics", "apply", "--partitions", "3", "--retention", "telemetry=unlimited");
    const sent = await tocsin("replay", outage.recording, "--to", "kafka");
    expect(sent).toMatchObject({ code: 0, err: "" });
    expect(sent.out).toMatch(/^Sent [\d,]+ messages and [\d,]+ ticks in /);

    const recorded = join(folder, "recorded.jsonl.gz");
    expect(await tocsin("record", "--out", recorded)).toMatchObject({ code: 0 });
    const original = await replayed(outage.recording);
    expect(linesOf(original).length).toBeGreaterThan(1);
    expect(await replayed(recorded)).toBe(original);
    const own = linesOf(gunzipSync(readFileSync(recorded)).toString("utf8"));
    const kept = new Set(own.slice(1).map(contentOf));
    expect(outage.lines.slice(1).filter((line) => !kept.has(contentOf(renamed(line, topics))))).toEqual([]);

    if (!hasKcat) return;
    const byKcat = [topics.errorRate, topics.deliveryLatency, topics.reportVolume].map((topic, at) => {
      const argv = ["-b", kafka.brokers.join(","), "-C", "-J", "-e", "-q", "-t", topic];
      const path = join(folder, `kcat-${at}.jsonl`);
      writeFileSync(path, execFileSync("kcat", argv, { maxBuffer: 2 ** 28 }));
      return path;
    });
    const lines = new Set(own);
    const theirs = byKcat.flatMap((path) => linesOf(readFileSync(path, "utf8")));
    expect(
      theirs.map((line) => line.replace(/"broker":\d+,/, "")).filter((line) => !lines.has(line)),
    ).toEqual([]);
  });

  test("warn of a retention that would delete what is sent", async () => {
    const made = await configured();
    await made.tocsin("topics", "apply");
    const { err } = await made.tocsin("replay", outageOf(made).recording, "--to", "kafka");
    expect(err).toContain(`topic ${made.topics.errorRate} keeps records for 7d`);
  });
});

test("tocsin inspect dead-letters shows what was refused, with bytes that are no text and headers that repeat", async () => {
  const made = await configured();
  const { tocsin, topics } = made;
  await tocsin("topics", "apply");
  const log = made.log();
  const value = Buffer.from([0xff, 0xfe, 0, 0x41]);
  await log.append([
    {
      topic: topics.deadLetters,
      partition: 4,
      key: "chat",
      value,
      headers: {
        trace: ["1", "2"],
        tocsin_code: "payload-not-utf8",
        tocsin_reason: "the value is not UTF-8",
        tocsin_topic: topics.errorRate,
        tocsin_partition: "1",
        tocsin_offset: "7",
        tocsin_timestamp: "1633361940000",
      },
    },
  ]);
  await log.close();
  const table = await tocsin("inspect", "dead-letters");
  expect(table.out).toContain(
    `2021-10-04 15:39 UTC ${topics.errorRate}/1 offset 7 key chat`.replaceAll("\n", " "),
  );
  const json = await tocsin("inspect", "dead-letters", "--json");
  expect(JSON.parse(json.out)).toMatchObject({
    code: "payload-not-utf8",
    valueBase64: value.toString("base64"),
    headers: { trace: ["1", "2"] },
  });
});
