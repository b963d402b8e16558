import type { Log } from "@tocsin/log";
import { type DetectorOptions, detectorWorker } from "@tocsin/detector";
import { type IntakeOptions, intakeWorker } from "@tocsin/intake";
import { silentDetector, silentIntake } from "./silent-instrumentation.ts";

const nowMs = (): number => Date.now();

/** An intake of this process. It tells nobody anything, unless given otherwise. */
export const startIntake = (
  { configuration }: Pick<IntakeOptions, "configuration">,
  log: Log,
  more: Partial<IntakeOptions> = {},
) => intakeWorker({ log, configuration, instrumentation: silentIntake, nowMs, startAtMs: null, ...more });

/** A detector of this process; as the intake. */
export const startDetector = (
  { configuration, settings }: Pick<DetectorOptions, "configuration" | "settings">,
  log: Log,
  more: Partial<DetectorOptions> = {},
) =>
  detectorWorker({
    log,
    configuration,
    settings,
    instrumentation: silentDetector,
    nowMs,
    warmStart: null,
    ...more,
  });
