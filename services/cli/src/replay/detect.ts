import type { AlertEvent, EvidenceFrame } from "@tocsin/contracts";
import type { Detection, DetectedWindow, Frame, Source } from "@tocsin/core";

export interface DetectConfig {
  readonly source: Source<Frame>;
  readonly detection: Detection;
  readonly window: (windowStart: number) => void;
  readonly evidence: (frame: EvidenceFrame) => Promise<void> | undefined;
  readonly alert: (event: AlertEvent) => Promise<void>;
  readonly stopped: () => boolean;
}

/** The detector worker of a replay: takes frames from the bus, judges each window, and acknowledges last. */
export async function detect(config: DetectConfig): Promise<void> {
  const { source, detection } = config;
  for (let handover = await source.next(); handover !== null; handover = await source.next()) {
    if (!config.stopped()) {
      for (const { value } of handover.records) await emit(detection.step(value), config);
    }
    await handover.ack();
  }
  if (!config.stopped()) await emit(detection.end(), config);
}

/** Core's events and frames have the contract's shape, and are read-only besides: a test holds the types equal. */
async function emit(windows: readonly DetectedWindow[], config: DetectConfig): Promise<void> {
  for (const { windowStart, evidence, alerts } of windows) {
    config.window(windowStart);
    if (evidence !== null) await config.evidence(evidence as EvidenceFrame);
    for (const alert of alerts) await config.alert(alert as AlertEvent);
  }
}
