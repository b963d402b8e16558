import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { parentPort, workerData } from "node:worker_threads";
import { startCoverage } from "./coverage.ts";
import type { Fault } from "./fault.ts";
import { fuzzSession } from "./session.ts";
import type { FromWorker, WorkerTask } from "./watched.ts";

const { parser: name, seed, done, corpus, inputs, watched } = workerData as WorkerTask;
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

const batchSize = 500;
/** Batches behind which caches are full and code is compiled, and between two looks at the memory. */
const settledBatches = 20;
const mostGrownBytes = 64 * 1_048_576;
let settledBytes: number | null = null;
let isGrown = false;

/** What is kept for good is more after each look; the corpus of the session is bounded and small beside the bound. */
function grown(batch: number): readonly Fault[] {
  if (batch % settledBatches !== 0 || isGrown) return [];
  const bytes = heapBytes();
  settledBytes ??= bytes;
  isGrown = bytes - settledBytes > mostGrownBytes;
  const what = `the heap has grown by ${Math.round((bytes - settledBytes) / 1_048_576)} MiB`;
  return isGrown ? [{ what, input: new Uint8Array() }] : [];
}

const session = await fuzzSession({ parser, coverage, seed, done, corpus, trying });
for (let tried = 0, batch = 1; tried < inputs; batch += 1) {
  const { kept, faults, ...count } = await session.batch(Math.min(batchSize, inputs - tried));
  tried += count.inputs;
  tell({ ...count, kept, faults: [...faults, ...grown(batch)], figures: null });
}
tell({ inputs: 0, kept: [], faults: [], figures: coverage.figures() });
await coverage.close();
