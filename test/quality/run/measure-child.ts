import { parentPort } from "node:worker_threads";
import { measureWorld, type WorldTask } from "../measure/measured-world.ts";

/** A thread that measures one world after another. */
parentPort?.on("message", (task: WorldTask) => {
  parentPort?.postMessage(measureWorld(task));
});
