import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { outagesFolder } from "@tocsin/outages";

/** Writes the 2021-10-04 scenario with only the hour round its onset into a folder; returns the file's path. */
export function writeShortScenario(folder: string): string {
  const text = readFileSync(join(outagesFolder, "2021-10-04.yaml"), "utf8");
  const short = text
    .replace('"2021-09-19T00:00:00Z"', '"2021-10-04T15:00:00Z"')
    .replace('"2021-10-05T02:00:00Z"', '"2021-10-04T16:00:00Z"');
  const path = join(folder, "2021-10-04.yaml");
  writeFileSync(path, short);
  return path;
}
