import { createHash } from "node:crypto";
import { type AlertEvent, type Delivery, detection, intake, readingOf } from "../../src/index.ts";

const topic = "telemetry.error-rate.v1";
const services = ["chat", "feed", "mail", "shop"];
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const windows = { windowMs: minuteMs, allowedLatenessMs: 30_000 };

const frames = intake({ ...windows, partitionIdleMs: hourMs, streams: new Map([[topic, "error-rate"]]) });
const detector = detection({
  ...windows,
  newcomerWaitMs: 0,
  withEvidence: false,
  environment: "example",
  falseAlarmsPer90Days: 1,
  topology: { services: {}, components: { backbone: { services: ["chat", "feed", "mail"] } } },
  configHash: "example",
  digest: (text) => createHash("sha256").update(text).digest("hex"),
});

/** Two hours of 1,000 requests a minute, of which 5 fail; in the last half hour 400 of three services. */
function delivery(minute: number, service: string, offset: number): Delivery {
  const errors = minute >= 90 && service !== "shop" ? 400 : 5;
  const ts = minute * minuteMs;
  const counts = { requests: 1000, errors };
  const reading = readingOf({ stream: "error-rate", service, ts, intervalMs: minuteMs, ...counts });
  return { topic, partition: 0, offset, arrivalMs: ts + minuteMs, content: { kind: "reading", reading } };
}

export const alerts: AlertEvent[] = [];
let offset = 0;
for (let minute = 0; minute < 120; minute += 1) {
  for (const service of services) {
    for (const frame of frames.step(delivery(minute, service, offset++)).frames) {
      for (const window of detector.step(frame)) alerts.push(...window.alerts);
    }
  }
}
