import process from "node:process";
import { measureWorld, type WorldTask } from "../measure/measured-world.ts";

/** A process that measures one world after another. */
process.on("message", (task: WorldTask) => {
  process.send?.(measureWorld(task));
});
