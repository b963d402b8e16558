import { intake } from "../../src/pipeline/intake.ts";
import type { Frame } from "../../src/window/frame.ts";
import type { WorldWindow } from "../../src/world/world-window.ts";
import { deliveriesOf, type Spread, topics } from "./deliveries.ts";
import { minuteMs } from "./synthetic-world.ts";

const streams = new Map([
  [topics.requests, "error-rate"],
  [topics.reports, "report-volume"],
] as const);

/** The frames that the messages of a world lead to: requests with their errors, and user reports. */
export function framesOfWorld(windows: readonly WorldWindow[], spread: Spread): readonly Frame[] {
  const running = intake({
    windowMs: minuteMs,
    allowedLatenessMs: 30_000,
    partitionIdleMs: 600_000,
    streams,
  });
  const frames = deliveriesOf(windows, spread).flatMap((delivery) => running.step(delivery).frames);
  return [...frames, ...running.end().frames];
}
