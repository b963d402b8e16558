import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Configuration } from "@tocsin/contracts";
import { detectionSession, detectionSettings } from "@tocsin/detector";
import { intakeSession } from "@tocsin/intake";
import type { Frame } from "@tocsin/core";
import { type SoakTelemetry, soakTelemetry, topic } from "./soak-telemetry.ts";

/** How it stood at the end of an hour of the telemetry's time. */
export interface SoakHour {
  readonly hour: number;
  readonly heapBytes: number;
  readonly snapshotBytes: number;
  readonly series: number;
  /** Processor time, mean over the hour's windows, from the messages to evidence and alerts. */
  readonly windowMs: number;
  readonly refusedMessages: number;
  readonly refusedSeries: number;
  readonly droppedSeries: number;
}

/** So small that every bound is met within hours. */
const bounds = { maxSeries: 200, maxNewSeriesPerHour: 120, keepSeriesDays: 1 };
const minuteMs = 60_000;
const startMs = Date.parse("2021-10-04T00:00:00Z");

/**
 * Intake and detector in memory, for so many hours of telemetry whose names, pods and clocks change without end, as
 * fast as it goes. What is kept must be as large in the end as when the bounds were met first.
 */
export function soak(hours: number, told: (hour: SoakHour) => void = () => undefined): readonly SoakHour[] {
  const configuration = Configuration.parse({ bounds, clock: "stream" });
  const intake = intakeSession({ ...configuration, streams: new Map([[topic, "error-rate"]]) });
  const settings = detectionSettings(configuration, null);
  const session = detectionSession({
    settings: { ...settings, bounds: { ...settings.bounds, keepSeriesMs: 2 * 60 * minuteMs } },
    windowMs: minuteMs,
    newcomerWaitMs: 0,
    withEvidence: true,
    suppressUntilMs: null,
  });
  const telemetry = soakTelemetry(startMs);
  const gc = collector();
  return Array.from({ length: hours }, (_, hour) => {
    const figures = { refusedMessages: 0, refusedSeries: 0, droppedSeries: 0 };
    const began = process.cpuUsage();
    for (let minute = 0; minute < 60; minute += 1) stepMinute(telemetry, { intake, session, figures });
    const { user, system } = process.cpuUsage(began);
    const windowMs = (user + system) / 1000 / 60;
    const snapshotBytes = JSON.stringify([intake.snapshot(), session.snapshot()]).length;
    gc();
    const heapBytes = process.memoryUsage().heapUsed;
    const ended = { hour, heapBytes, snapshotBytes, series: session.seen().series, windowMs, ...figures };
    told(ended);
    return ended;
  });
}

interface Running {
  readonly intake: ReturnType<typeof intakeSession>;
  readonly session: ReturnType<typeof detectionSession>;
  readonly figures: { refusedMessages: number; refusedSeries: number; droppedSeries: number };
}

function stepMinute(telemetry: SoakTelemetry, { intake, session, figures }: Running): void {
  for (const record of telemetry.nextMinute()) {
    const { frames, refused } = intake.step(record, null);
    figures.refusedMessages += refused.length;
    for (const frame of frames) stepFrame(frame, { session, figures });
  }
}

function stepFrame(frame: Frame, { session, figures }: Omit<Running, "intake">): void {
  for (const window of session.step(frame)) {
    figures.refusedSeries += window.refused?.series ?? 0;
    figures.droppedSeries += window.dropped;
  }
}

/** The collector of garbage, also where Node was not started with it. */
function collector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}

/** How much more the last hours may keep, and how much more time they may take: other work of the machine moves that. */
const tolerated = 1.15;
const toleratedTime = 2;

/** Whether the last third of the hours keeps no more than the third before it, and takes no longer. */
export function isFlat(hours: readonly SoakHour[]): boolean {
  const third = Math.floor(hours.length / 3);
  const [before, last] = [hours.slice(-2 * third, -third), hours.slice(-third)];
  const keepsNoMore = (["heapBytes", "snapshotBytes", "series"] as const).every(
    (figure) => mostOf(last, figure) <= tolerated * mostOf(before, figure),
  );
  return keepsNoMore && leastTime(last) <= toleratedTime * leastTime(before);
}

const leastTime = (hours: readonly SoakHour[]): number =>
  hours.reduce((least, { windowMs }) => Math.min(least, windowMs), Number.POSITIVE_INFINITY);

const mostOf = (hours: readonly SoakHour[], figure: "heapBytes" | "snapshotBytes" | "series"): number =>
  hours.reduce((most, hour) => Math.max(most, hour[figure]), 0);
