import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { Scenario } from "./scenario.ts";

/**
 * Reads a scenario file.
 * @throws Error that names the file and each fault in it.
 */
export function loadScenario(path: string): Scenario {
  const result = Scenario.safeParse(readScenarioDocument(path));
  if (!result.success) throw new Error(`${path} is not a scenario:\n${z.prettifyError(result.error)}`);
  return result.data;
}

/** The file as it is written, annotations and all. */
export function readScenarioDocument(path: string): unknown {
  return parse(readFileSync(path, "utf8"));
}
