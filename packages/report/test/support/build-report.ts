import { createReport, type ReportContext } from "../../src/index.ts";
import { outageAlerts, outageSummary } from "./synthetic-outage.ts";
import { frames, minuteMs, type World } from "./synthetic-world.ts";

/** The report of the synthetic outage, fed as a replay feeds it: every alert after the frame that caused it. */
export async function buildReport(world: World, context: ReportContext): Promise<string> {
  const alerts = outageAlerts(world.from);
  const report = createReport(context);
  let sent = 0;
  for (const frame of frames(world)) {
    report.addEvidence(frame);
    const known = frame.windowStart + 1.5 * minuteMs;
    while (sent < alerts.length && Date.parse(alerts[sent]!.time) <= known) report.addAlert(alerts[sent++]!);
  }
  return report.finish(outageSummary(world, alerts));
}
