import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SmallOutage, writeSmallOutage } from "../../../services/cli/test/support/small-outage.ts";
import { telemetryPartitions } from "../../support/installation/memory-installation.ts";
import { telemetryRecords } from "../../support/installation/telemetry-log.ts";
import { replayInto } from "../../support/replay-into.ts";

/** A small outage, and what a replay of its file says of it. */
export interface SmallLiveOutage {
  readonly outage: SmallOutage;
  readonly alerts: readonly string[];
  readonly evidence: readonly string[];
  /** What arrived behind the first time, up to the second (epoch ms), to be sent. */
  arrived(behindMs: number, toMs: number): ReturnType<typeof telemetryRecords>;
}

export async function smallLiveOutage(): Promise<SmallLiveOutage> {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-live-"));
  const outage = writeSmallOutage(folder);
  const { recording, topology } = outage;
  const { alerts, evidence } = await replayInto(join(folder, "out"), recording, "--topology", topology);
  const records = telemetryRecords(outage.lines, { partitions: telemetryPartitions });
  return {
    outage,
    alerts: alerts(),
    evidence: evidence(),
    arrived: (behindMs, toMs) =>
      records.filter(({ timestampMs = 0 }) => timestampMs > behindMs && timestampMs <= toMs),
  };
}
