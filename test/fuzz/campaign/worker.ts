import { performance } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { parentPort, workerData } from "node:worker_threads";
import { startCoverage } from "./coverage.ts";
import type { Fault } from "./fault.ts";
import { fuzzSession } from "./session.ts";
import type { FromWorker, WorkerTask } from "./watched.ts";

const { parser: name, seed, done, corpus, inputs, longestMs, watched } = workerData as WorkerTask;
// Before the parsers are loaded: V8 counts blocks only of code that it compiles from then on.
const coverage = await startCoverage();
const { parsers } = await import("../parsers/index.ts");
const parser = parsers.find((one) => one.name === name)!;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;
function heapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

const counter = new Int32Array(watched, 0, 2);
const room = new Uint8Array(watched, 8);
/** What is being tried stands where the watcher sees it, also when this thread ends its memory or never comes back. */
function trying(input: Uint8Array): void {
  const shown = input.subarray(0, room.length);
  room.set(shown);
  Atomics.store(counter, 1, shown.length);
  Atomics.add(counter, 0, 1);
}

// A port has no origin, which the rule for windows asks for.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
const tell = (message: FromWorker): void => parentPort?.postMessage(message);

/** Inputs behind which caches are full and code is compiled, and between two looks at the memory. */
const settledInputs = 10_000;
const mostGrownBytes = 64 * 1_048_576;
let settledBytes: number | null = null;
let lookedAt = 0;
let isGrown = false;

/** What is kept for good is more after each look; the corpus of the session is bounded and small beside the bound. */
function grown(tried: number): readonly Fault[] {
  if (tried - lookedAt < settledInputs || isGrown) return [];
  lookedAt = tried;
  const bytes = heapBytes();
  settledBytes ??= bytes;
  isGrown = bytes - settledBytes > mostGrownBytes;
  const what = `the heap has grown by ${Math.round((bytes - settledBytes) / 1_048_576)} MiB`;
  return isGrown ? [{ what, input: new Uint8Array() }] : [];
}

const session = await fuzzSession({ parser, coverage, seed, done, corpus, trying });
const until = performance.now() + longestMs;
for (let tried = 0; tried < inputs && performance.now() < until;) {
  const { kept, faults, ...count } = await session.batch(inputs - tried);
  // What streams hold weakly is given up when the event loop turns, which it always does but here.
  await setImmediate();
  tried += count.inputs;
  tell({ ...count, kept, faults: [...faults, ...grown(tried)], figures: null });
}
tell({ inputs: 0, kept: [], faults: [], figures: coverage.figures() });
await coverage.close();
