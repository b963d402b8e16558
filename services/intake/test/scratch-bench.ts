import { intakeSession } from "../src/intake-session.ts";
import { liveWatch, producerWatch } from "../src/producers/producer-watch.ts";
import { sent, topic } from "../../../test/support/sent-telemetry.ts";
const count = Number(process.argv[2]);
const everyMs = Number(process.argv[3]);
const mins = Number(process.argv[4]);
const records = sent(
  Array.from({ length: count }, (_, at) => ({
    service: `service-${at}`,
    everyMs,
    fromMs: (at * 37) % everyMs,
  })),
  mins,
).map((r) => ({ ...r, value: Buffer.from(r.value as string) }));
function once(watching: boolean): number {
  const watch = producerWatch(liveWatch);
  const session = intakeSession({
    windowMs: 60000,
    allowedLatenessMs: 30000,
    clock: "stream",
    streams: new Map([[topic, "error-rate"]]),
  });
  const start = process.cpuUsage();
  for (const record of records) {
    const step = session.step(record as never, null);
    if (watching) watch.take(record, step);
  }
  const used = process.cpuUsage(start);
  return ((used.user + used.system) * 1000) / records.length;
}
const on: number[] = [];
const off: number[] = [];
for (let pair = 0; pair < 44; pair += 1) {
  const first = pair % 2 === 0;
  const a = once(first),
    b = once(!first);
  if (pair < 6) continue;
  on.push(first ? a : b);
  off.push(first ? b : a);
}
on.sort((x, y) => x - y);
off.sort((x, y) => x - y);
const q = (xs: number[], p: number) => xs[Math.floor(p * xs.length)]!;
console.log(
  records.length,
  "off ns q25/med",
  q(off, 0.25).toFixed(0),
  q(off, 0.5).toFixed(0),
  "on",
  q(on, 0.25).toFixed(0),
  q(on, 0.5).toFixed(0),
  "ratio q10/q25/med",
  (q(on, 0.1) / q(off, 0.1)).toFixed(3),
  (q(on, 0.25) / q(off, 0.25)).toFixed(3),
  (q(on, 0.5) / q(off, 0.5)).toFixed(3),
);
