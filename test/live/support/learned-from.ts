import { streamsByTopic } from "@tocsin/adapters/wire";
import { defaultPartitionIdleMs, learnedSnapshot } from "@tocsin/core";
import { detectionSession } from "@tocsin/detector";
import { intakeSession } from "@tocsin/intake";
import { messageOn } from "../../bench/worlds/deliveries.ts";
import type { MemoryInstallation } from "../../support/installation/memory-installation.ts";

/** What a warm start learns of a recording up to a time, moved by `shiftMs`. */
export function learnedFrom(
  on: MemoryInstallation,
  lines: readonly string[],
  { untilMs, shiftMs }: { readonly untilMs: number; readonly shiftMs: number },
) {
  const { windowMs, allowedLatenessMs, reviseMs, topics } = on.configuration;
  const streams = streamsByTopic(topics);
  const intake = intakeSession({ windowMs, allowedLatenessMs, reviseMs, clock: "stream", streams, shiftMs });
  const detection = detectionSession({
    settings: on.settings,
    windowMs,
    newcomerWaitMs: defaultPartitionIdleMs,
    withEvidence: false,
    suppressUntilMs: null,
  });
  for (const [at, line] of lines.slice(1).entries()) {
    const { arrivalMs: timestampMs, payload: value, ...place } = messageOn(line, at + 1);
    if (timestampMs > untilMs) continue;
    for (const frame of intake.step({ ...place, timestampMs, value }, null).frames) detection.step(frame);
  }
  detection.end();
  return learnedSnapshot(detection.snapshot().detection);
}
