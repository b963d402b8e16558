import { setTimeout as pause } from "node:timers/promises";

/**
 * Ends when the demo's Tocsin has read and judged what was sent so far: when its counts have stood still for ten seconds.
 * Behind by hours of telemetry, it would judge the beginning and the end of the outage in one go, and the outage would be
 * over before anybody could see it in Alertmanager.
 */

const tocsin = process.env["TOCSIN"] ?? "http://demo-tocsin:9464";
const stillMs = 10_000;

/** How many records intake and detector have committed; null where nobody answers. */
async function committed(): Promise<number | null> {
  try {
    const text = await (await fetch(`${tocsin}/metrics`, { signal: AbortSignal.timeout(5000) })).text();
    const counts = text.matchAll(/^tocsin_records_processed_total\{worker="(?:intake|detector)".*\} (\d+)/gm);
    return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
  } catch {
    return null;
  }
}

let known = 0;
let sinceMs = performance.now();
while (known === 0 || performance.now() - sinceMs < stillMs) {
  const count = await committed();
  if (count !== null && count !== known) {
    known = count;
    sinceMs = performance.now();
  }
  await pause(500);
}
