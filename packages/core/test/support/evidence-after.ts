import { createModel, type Evidence } from "../../src/model/index.ts";
import type { WorldWindow } from "../../src/world/world-window.ts";
import { minuteMs } from "./synthetic-world.ts";

/** What the last of these windows says to a model that saw them all and was told of no incident. */
export function evidenceAfter(windows: readonly WorldWindow[]): Evidence {
  const model = createModel(minuteMs);
  return windows.map((window) => model.observe(window)).at(-1)!;
}
