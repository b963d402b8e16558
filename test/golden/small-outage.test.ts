import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { streamsByTopic } from "@tocsin/adapters/wire";
import { Configuration, topicNames } from "@tocsin/contracts";
import { defaultPartitionIdleMs, type Frame, intake } from "@tocsin/core";
import { beforeAll, describe, expect, test } from "vitest";
import { run } from "../../services/cli/test/support/run.ts";
import { type SmallOutage, writeSmallOutage } from "../../services/cli/test/support/small-outage.ts";
import { deliveryOf, messageOn } from "../bench/worlds/deliveries.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-golden-"));
const written = (name: string, content: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const textOf = (lines: readonly string[]): string => `${lines.join("\n")}\n`;

/** What depends on the telemetry and the configuration alone. */
interface Answer {
  readonly alerts: string;
  readonly evidence: string;
}

function answerIn(out: string): Answer {
  return {
    alerts: readFileSync(join(out, "alerts.jsonl"), "utf8"),
    evidence: createHash("sha256")
      .update(gunzipSync(readFileSync(join(out, "evidence.jsonl.gz"))))
      .digest("hex"),
  };
}

async function replayed(recordings: readonly string[], ...more: readonly string[]): Promise<Answer> {
  const out = mkdtempSync(join(folder, "out-"));
  const ran = await run([
    "replay",
    ...recordings,
    "--topology",
    outage.topology,
    "--out",
    out,
    "--quiet",
    ...more,
  ]);
  expect([ran.code, ran.err]).toEqual([0, ""]);
  return answerIn(out);
}

let outage: SmallOutage;
let golden: Answer;
beforeAll(async () => {
  outage = writeSmallOutage(folder);
  golden = await replayed([outage.recording]);
});

/** `vitest -u` writes it anew; the difference then shows in review what a change of the detector means. */
test("the alerts of the small outage are those that are kept here", async () => {
  expect(golden.alerts).toContain('"scope":"simultaneous"');
  await expect(golden.alerts).toMatchFileSnapshot("small-outage.alerts.jsonl");
});

describe("the same bytes come out when the recording is", () => {
  test("replayed once more, with labels, which only score", async () => {
    expect(await replayed([outage.recording], "--labels", outage.labels)).toEqual(golden);
  });

  test("cut in two", async () => {
    const half = outage.lines.length / 2;
    const parts = [outage.lines.slice(0, half), outage.lines.slice(half)].map((lines, at) =>
      written(`half-${at}`, textOf(lines)),
    );
    expect(await replayed(parts)).toEqual(golden);
    expect(await replayed(parts.toReversed())).toEqual(golden);
  });

  test("split by partition, a file each, named in any order", async () => {
    const byPartition = Map.groupBy(
      outage.lines.slice(1),
      (line) => /"topic":"[^"]*","partition":\d+/.exec(line)![0],
    );
    const parts = [...byPartition.values()].map((lines, at) => written(`partition-${at}`, textOf(lines)));
    expect(parts.length).toBe(4);
    expect(await replayed(parts)).toEqual(golden);
    expect(await replayed(parts.toReversed())).toEqual(golden);
  });

  test("packed, also in several gzip members", async () => {
    const half = outage.lines.length / 2;
    const members = [outage.lines.slice(0, half), outage.lines.slice(half)].map((lines) =>
      gzipSync(textOf(lines)),
    );
    expect(await replayed([written("whole.jsonl.gz", gzipSync(textOf(outage.lines)))])).toEqual(golden);
    expect(await replayed([written("members.jsonl.gz", Buffer.concat(members))])).toEqual(golden);
  });

  test("read from standard input, plain or packed", async () => {
    for (const input of [Buffer.from(textOf(outage.lines)), gzipSync(textOf(outage.lines))]) {
      const out = mkdtempSync(join(folder, "out-"));
      const ran = await run(["replay", "-", "--topology", outage.topology, "--out", out, "--quiet"], {
        input,
      });
      expect(ran.code).toBe(0);
      expect(answerIn(out)).toEqual(golden);
    }
  });

  test("replayed at another speed", async () => {
    expect(await replayed([outage.recording], "--speed", "100000")).toEqual(golden);
  });

  test("replayed from the frames that the intake made of it", async () => {
    expect(await replayed([written("frames.jsonl", textOf(recordedFrames(outage.lines.slice(1))))])).toEqual(
      golden,
    );
  });

  test("replayed from frames of one partition behind those of another, as an intake writes them that has a backlog", async () => {
    const placeOf = (line: string): string => {
      const { topic, partition } = JSON.parse((JSON.parse(line) as { payload: string }).payload) as Frame;
      return `${topic}/${partition}`;
    };
    const byPlace = Map.groupBy(recordedFrames(outage.lines.slice(1)), placeOf);
    expect(byPlace.size).toBe(4);
    const frames = written("backlog.jsonl", textOf([...byPlace.values()].flat()));
    expect(await replayed([frames])).toEqual(golden);
  });

  test("replayed with the keys of the topology in another order", async () => {
    const parsed = JSON.parse(readFileSync(outage.topology, "utf8")) as {
      services: object;
      components: object;
    };
    const turned = (object: object): object => Object.fromEntries(Object.entries(object).toReversed());
    const path = written(
      "turned.json",
      JSON.stringify({ components: turned(parsed.components), services: turned(parsed.services) }),
    );
    const out = mkdtempSync(join(folder, "out-"));
    expect((await run(["replay", outage.recording, "--topology", path, "--out", out, "--quiet"])).code).toBe(
      0,
    );
    expect(answerIn(out)).toEqual(golden);
  });

  test.each([
    ["Asia/Kathmandu", "tr_TR.UTF-8"],
    ["America/St_Johns", "de_DE.UTF-8"],
  ])("replayed in the time zone %s and the language %s", async (zone, language) => {
    const out = mkdtempSync(join(folder, "out-"));
    const main = fileURLToPath(new URL("../../services/cli/src/main.ts", import.meta.url));
    const argv = ["replay", outage.recording, "--topology", outage.topology, "--out", out];
    const env = { PATH: process.env["PATH"], TZ: zone, LANG: language, LC_ALL: language };
    const child = spawn(process.execPath, ["--conditions=source", main, ...argv], {
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let printed = "";
    child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    const [code] = (await once(child, "close")) as [number];
    expect(code).toBe(0);
    expect(answerIn(out)).toEqual(golden);
    expect(printed).toContain("from 13:20 to 13:46 UTC");
  });
});

/** A recording of `tocsin.windows.v1`, as the intake would have written it to Kafka. */
function recordedFrames(lines: readonly string[]): readonly string[] {
  const { windowMs, allowedLatenessMs, reviseMs, topics } = Configuration.parse({});
  const streams = streamsByTopic(topics);
  const running = intake({
    windowMs,
    allowedLatenessMs,
    reviseMs,
    streams,
    partitionIdleMs: defaultPartitionIdleMs,
  });
  const frames: Frame[] = [];
  for (const [at, line] of lines.entries())
    frames.push(...running.step(deliveryOf(messageOn(line, at + 1))).frames);
  frames.push(...running.end().frames);
  return frames.map((frame, offset) =>
    JSON.stringify({
      topic: topicNames.windows,
      partition: 0,
      offset,
      ts: frame.watermark,
      payload: JSON.stringify(frame),
    }),
  );
}
