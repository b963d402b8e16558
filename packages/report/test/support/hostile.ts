import type { AlertEvent, EvidenceFrame, Topology } from "@tocsin/contracts";
import { createReport } from "../../src/index.ts";
import { outageAlerts, outageOnset, outageSummary, outageWorld, topology } from "./synthetic-outage.ts";
import { frames, hourMs } from "./synthetic-world.ts";

/** Names that no wire contract lets through, to see that the page would not need it to. */
const hostileNames = [
  "</script><script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "<!--",
  "a&amp;b",
  "__proto__",
  "a-name-of-the-greatest-length-".repeat(4),
] as const;

/** The same data in which services, components and operations bear hostile names. */
function hostile<Data>(data: Data): Data {
  const inJson = (name: string): string => JSON.stringify(name).slice(1, -1);
  const text = JSON.stringify(data)
    .replaceAll("facebook", inJson(hostileNames[0]))
    .replaceAll("backbone", inJson(hostileNames[1]))
    .replaceAll("telegram", hostileNames[4])
    .replaceAll("messenger", hostileNames[5])
    .replaceAll("authentication", hostileNames[5]);
  return JSON.parse(text) as Data;
}

/** A report in which every place that shows data shows something that would like to be markup. */
export async function hostileReport(): Promise<string> {
  const whole = outageWorld(2);
  const world = { ...whole, from: outageOnset - 2 * hourMs, to: outageOnset + hourMs };
  const alerts: AlertEvent[] = outageAlerts(world.from).filter(({ time }) => Date.parse(time) < world.to);
  const report = createReport({
    topology: hostile<Topology>(topology),
    labels: null,
    environment: hostileNames[2],
    windowMs: 60_000,
  });
  let sent = 0;
  for (const frame of frames(world)) {
    report.addEvidence(hostile<EvidenceFrame>(frame));
    while (sent < alerts.length && Date.parse(alerts[sent]!.time) <= frame.windowStart + 90_000) {
      report.addAlert(hostile(alerts[sent++]!));
    }
  }
  return report.finish({ ...outageSummary(world, alerts), inputs: [...hostileNames] });
}
