import { parentPort } from "node:worker_threads";
import { loadScenario } from "@tocsin/scenarios";
import { Readable, Writable } from "node:stream";
import { ProcessFault } from "../exit-codes.ts";
import { madeRecording } from "../outages/made-recording.ts";
import { judgedPair } from "./judged-pair.ts";
import type { WorkerAnswer, WorkerTask } from "./worker-pool.ts";

/* A thread that makes or judges one recording after another. It ends with its owner, who ends it. */

const never = new AbortController().signal;

parentPort?.on("message", (task: WorkerTask) => {
  void answerTo(task).then((answer) => parentPort?.postMessage(answer, []));
});

async function answerTo(task: WorkerTask): Promise<WorkerAnswer> {
  try {
    if (task.kind === "judge") return { kind: "judged", outcome: await judgedPair(task.pair, never) };
    const { path, folder } = task;
    const scenario = loadScenario(path);
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const io = { stdout: nowhere, stderr: nowhere, stdin: Readable.from([]), env: {} };
    await madeRecording({ outage: { path, scenario }, folder, seed: scenario.seed }, io);
    return { kind: "made" };
  } catch (error) {
    if (error instanceof ProcessFault)
      return { kind: "failed", message: error.message, code: error.exitCode };
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { kind: "failed", message, code: null };
  }
}
