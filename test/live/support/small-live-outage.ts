import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { run } from "../../../services/cli/test/support/run.ts";
import { type SmallOutage, writeSmallOutage } from "../../../services/cli/test/support/small-outage.ts";

/** A small outage, and what a replay of its file says of it. */
export interface SmallLiveOutage {
  readonly outage: SmallOutage;
  readonly alerts: readonly string[];
  readonly evidence: readonly string[];
}

const linesOf = (text: string): readonly string[] => text.split("\n").filter((line) => line !== "");

export async function smallLiveOutage(): Promise<SmallLiveOutage> {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-live-"));
  const outage = writeSmallOutage(folder);
  const out = join(folder, "out");
  const ran = await run(["replay", outage.recording, "--topology", outage.topology, "--out", out, "--quiet"]);
  if (ran.code !== 0) throw new Error(ran.err);
  return {
    outage,
    alerts: linesOf(readFileSync(join(out, "alerts.jsonl"), "utf8")),
    evidence: linesOf(gunzipSync(readFileSync(join(out, "evidence.jsonl.gz"))).toString("utf8")),
  };
}
