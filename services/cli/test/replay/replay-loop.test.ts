import { readRecordings } from "@tocsin/adapters/file";
import { streamsByTopic } from "@tocsin/adapters/wire";
import { Configuration } from "@tocsin/contracts";
import { defaultPartitionIdleMs } from "@tocsin/core";
import { detectionSession, detectionSettings } from "@tocsin/detector";
import { expect, test } from "vitest";
import { recordedCommands } from "../../src/replay/recorded-commands.ts";
import { recordedFrames } from "../../src/replay/recorded-frames.ts";
import { type ReplayLoop, replayRecordings } from "../../src/replay/replay-loop.ts";
import { newTally } from "../../src/replay/tally.ts";
import { unseen } from "../../src/unseen/unseen.ts";
import { smallOutageLines } from "../support/small-outage.ts";

const configuration = Configuration.parse({});
const { windowMs, topics } = configuration;
const lines = smallOutageLines();
const linesInChunk = 100;

/** The small outage as standard input gives it, and how many chunks of it were asked for. */
function input() {
  let chunks = 0;
  async function* read(): AsyncGenerator<Uint8Array, void> {
    for (let at = 0; at < lines.length; at += linesInChunk) {
      chunks += 1;
      yield Buffer.from(`${lines.slice(at, at + linesInChunk).join("\n")}\n`);
    }
  }
  return { stdin: read(), chunks: () => chunks };
}

const loopOf = (more: Partial<ReplayLoop>): ReplayLoop => ({
  batches: readRecordings(["-"], { stdin: input().stdin }),
  frames: recordedFrames({ configuration, streams: streamsByTopic(topics) }),
  commands: recordedCommands(configuration, () => undefined),
  session: detectionSession({
    settings: detectionSettings(configuration, null),
    windowMs,
    newcomerWaitMs: defaultPartitionIdleMs,
    withEvidence: true,
    suppressUntilMs: null,
  }),
  windowMs,
  tally: newTally(),
  unseen: unseen([], 30_000),
  outputs: { evidence: () => undefined, alert: async () => undefined, reject: () => undefined },
  header: () => undefined,
  pace: null,
  progress: () => undefined,
  interrupted: undefined,
  ...more,
});

const settled = async (): Promise<void> => {
  for (let round = 0; round < 20; round += 1) await new Promise((resolve) => setImmediate(resolve));
};

test("no more is read while an output is busy, and all of it afterwards", async () => {
  const { stdin, chunks } = input();
  const busy = Promise.withResolvers<void>();
  let windows = 0;
  const tally = newTally();
  const replaying = replayRecordings(
    loopOf({
      batches: readRecordings(["-"], { stdin }),
      tally,
      outputs: {
        evidence: () => ((windows += 1) === 10 ? busy.promise : undefined),
        alert: async () => undefined,
        reject: () => undefined,
      },
    }),
  );
  await settled();
  expect(windows).toBe(10);
  const read = chunks();
  await settled();
  expect([windows, chunks()]).toEqual([10, read]);
  expect(read).toBeLessThan(lines.length / linesInChunk);
  busy.resolve();
  expect(await replaying).toEqual({ failed: [], unfinished: 0, lastRecordedWindow: null });
  expect(tally).toMatchObject({ lines: lines.length, readings: lines.length - 1, windows });
});

test("the first failure of an output ends it, and nothing more is emitted or read", async () => {
  const { stdin, chunks } = input();
  const full = new Error("the disk is full");
  let windows = 0;
  const evidence = async (): Promise<void> => {
    windows += 1;
    throw full;
  };
  const outputs = { evidence, alert: async () => undefined, reject: () => undefined };
  await expect(replayRecordings(loopOf({ batches: readRecordings(["-"], { stdin }), outputs }))).rejects.toBe(
    full,
  );
  expect(windows).toBe(1);
  expect(chunks()).toBeLessThan(lines.length / linesInChunk);
});

test("an interruption ends it before the next window, also while the last one is emitted", async () => {
  const tally = newTally();
  await replayRecordings(loopOf({ tally }));
  for (const last of [5, tally.windows]) {
    const interruption = new AbortController();
    let windows = 0;
    const evidence = (): undefined => {
      windows += 1;
      if (windows === last) interruption.abort();
    };
    const outputs = { evidence, alert: async () => undefined, reject: () => undefined };
    const replaying = replayRecordings(loopOf({ outputs, interrupted: interruption.signal }));
    await expect(replaying).rejects.toThrow("aborted");
    expect(windows).toBe(last);
  }
});
