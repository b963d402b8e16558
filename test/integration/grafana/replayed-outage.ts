import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { topicNames } from "@tocsin/contracts";
import { run } from "../../../services/cli/test/support/run.ts";
import { writeSmallOutage } from "../../../services/cli/test/support/small-outage.ts";

/** Reports of the small outage come from a witness, so that the room has one to choose. */
function withWitness(line: string): string {
  return line.includes(`"topic":"${topicNames.reportVolume}"`)
    ? line.replace(String.raw`\"ts\":`, String.raw`\"source\":\"web\",\"ts\":`)
    : line;
}

/**
 * The points that a replay of the small outage writes, as line protocol, and with them what only the recorder knows:
 * the lag of each window.
 */
export async function pointsOfTheOutage(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-grafana-"));
  try {
    const { recording, topology, lines } = writeSmallOutage(folder);
    writeFileSync(recording, `${lines.map(withWitness).join("\n")}\n`);
    const out = join(folder, "out");
    const ran = await run(["replay", recording, "--topology", topology, "--out", out, "--quiet"]);
    if (ran.code !== 0) throw new Error(`the replay ended with ${ran.code}: ${ran.err}`);
    const points = gunzipSync(readFileSync(join(out, "influx.lp.gz"))).toString("utf8");
    return `${points}${lagOf(points)}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function lagOf(points: string): string {
  const windows = points.split("\n").filter((line) => line.startsWith("pipeline,"));
  return windows
    .map((line) => `pipeline,environment=default lag_ms=31000i ${line.slice(line.lastIndexOf(" ") + 1)}\n`)
    .join("");
}
