import type { RecordedMessage, RecordingBatch, RecordingItem } from "@tocsin/adapters/file";
import type { AlertEvent, EvidenceFrame, Reject } from "@tocsin/contracts";
import type { DetectedWindow, Frame } from "@tocsin/core";
import type { DetectionSession } from "@tocsin/detector";
import type { Outputs } from "./outputs.ts";
import type { Position } from "./progress.ts";
import type { RecordedCommands } from "./recorded-commands.ts";
import type { RecordedFrames, RefusedLine } from "./recorded-frames.ts";
import type { Pacing } from "./speed.ts";
import { serviceOfLine } from "../unseen/service-of-line.ts";
import { countDropped, countReject, countWindow, type Tally } from "./tally.ts";
import type { Unseen } from "../unseen/unseen.ts";

export interface ReplayLoop {
  /** What is read, in order of arrival. */
  readonly batches: AsyncIterable<RecordingBatch>;
  readonly frames: RecordedFrames;
  readonly commands: RecordedCommands;
  readonly session: DetectionSession;
  readonly windowMs: number;
  readonly tally: Tally;
  readonly unseen: Unseen;
  readonly outputs: Pick<Outputs, "evidence" | "alert" | "reject">;
  readonly header: (file: string, header: { readonly name?: string; readonly provenance?: string }) => void;
  /** Null at full speed. */
  readonly pace: Pacing | null;
  readonly progress: (position: () => Position) => void;
  /** True: what is not read yet is not wanted. Absent: everything is. */
  readonly isEnough?: () => boolean;
  readonly interrupted: AbortSignal | undefined;
}

/** How the input ended. */
export interface ReplayEnd {
  /** Files that could not be read, or not to their end. */
  readonly failed: readonly { readonly file: string; readonly reason: string }[];
  readonly unfinished: number;
  readonly lastRecordedWindow: number | null;
}

/**
 * Reads the recordings to their end: each message to frames, each frame to windows of the world, and what comes of those
 * to the outputs. A slow output is waited for before more is read, so memory is bounded. Rejects with the first thing
 * that goes wrong, and when it is interrupted.
 */
export async function replayRecordings(loop: ReplayLoop): Promise<ReplayEnd> {
  const { batches, frames, session, pace, tally, interrupted } = loop;
  const failed: { file: string; reason: string }[] = [];
  let share: number | null = null;
  let eventTimeMs: number | null = null;
  const position = (): Position => ({ share, events: tally.lines, eventTimeMs });
  for await (const { items, bytesRead, bytesTotal } of batches) {
    interrupted?.throwIfAborted();
    share = bytesTotal === null ? null : bytesRead / bytesTotal;
    loop.progress(position);
    for (const item of items) {
      if (item.kind === "failed") failed.push(item);
      if (item.kind === "message" && !loop.commands.isOne(item)) {
        eventTimeMs = item.arrivalMs;
        const early = pace?.(item.arrivalMs);
        if (early !== undefined) await early;
      }
      const busy = stepItem(loop, item);
      if (busy !== undefined) await busy;
      loop.progress(position);
      if (loop.isEnough?.() === true) return { failed, unfinished: 0, lastRecordedWindow: null };
    }
  }
  interrupted?.throwIfAborted();
  const end = frames.end();
  tally.readings += end.readings;
  for (const line of end.refused) await refuse(loop, line);
  await detect(loop, end.frames);
  await emit(loop, session.end());
  interrupted?.throwIfAborted();
  return { failed, unfinished: end.unfinished, lastRecordedWindow: end.lastRecordedWindow };
}

/** A promise only where there is something to wait for: of most messages nothing comes. */
function stepItem(loop: ReplayLoop, item: RecordingItem): Promise<void> | undefined {
  if (item.kind !== "failed") loop.tally.lines += 1;
  if (item.kind === "message") return stepMessage(loop, item);
  if (item.kind === "again") {
    loop.tally.readAgain += 1;
    return undefined;
  }
  if (item.kind === "header") {
    loop.header(item.file, item.header);
    return undefined;
  }
  const { code, reason, file } = item;
  const where = item.kind === "rejected" ? { line: item.line, raw: item.raw } : { line: 1, raw: "" };
  if (item.kind === "rejected") loop.unseen.refused.add(code, serviceOfLine(item.raw));
  return reject(loop, { code, reason, file, ...where });
}

function stepMessage(loop: ReplayLoop, message: RecordedMessage): Promise<void> | undefined {
  if (loop.commands.isOne(message)) {
    const refused = loop.commands.take(message);
    return refused === null ? undefined : reject(loop, rejectOf(refused));
  }
  const ready = loop.frames.ready(message);
  return ready === null ? stepReady(loop, message) : ready.then(async () => await stepReady(loop, message));
}

function stepReady(loop: ReplayLoop, message: RecordedMessage): Promise<void> | undefined {
  const { frames, readings, refused, refusedBefore, dropped } = loop.frames.step(message);
  loop.tally.readings += readings;
  if (refusedBefore !== 0) loop.unseen.refused.addCounted(refusedBefore);
  if (dropped.length > 0) countDropped(loop.tally, dropped, message);
  if (refused.length > 0) return rejectAll(loop, refused, frames);
  return frames.length === 0 ? undefined : detect(loop, frames);
}

async function rejectAll(
  loop: ReplayLoop,
  refused: readonly RefusedLine[],
  frames: readonly Frame[],
): Promise<void> {
  for (const line of refused) await refuse(loop, line);
  await detect(loop, frames);
}

async function detect(loop: ReplayLoop, frames: readonly Frame[]): Promise<void> {
  for (const frame of frames) {
    loop.unseen.telemetry.add(frame);
    const windows = loop.session.step(frame);
    if (windows.length > 0) await emit(loop, windows);
  }
}

/** Core's events and frames have the contract's shape, and are read-only besides: a test holds the types equal. */
async function emit(loop: ReplayLoop, windows: readonly DetectedWindow[]): Promise<void> {
  const { tally, windowMs, outputs, interrupted } = loop;
  for (const window of windows) {
    const { windowStart, evidence, alerts } = window;
    interrupted?.throwIfAborted();
    countWindow(tally, windowStart, windowMs);
    loop.unseen.series.add(window);
    if (evidence !== null) await outputs.evidence(evidence as EvidenceFrame);
    for (const alert of alerts) await outputs.alert(alert as AlertEvent);
  }
}

function refuse(loop: ReplayLoop, line: RefusedLine): Promise<void> | undefined {
  loop.unseen.refused.add(line.code, line.service);
  if (line.late !== null) loop.unseen.late.add(line.late);
  return reject(loop, rejectOf(line));
}

function reject({ tally, outputs }: ReplayLoop, why: Reject): Promise<void> | undefined {
  countReject(tally, why.code);
  return outputs.reject(why);
}

/** A reject keeps this much of its line. */
const longestRaw = 1000;

function rejectOf({ message, code, reason }: RefusedLine): Reject {
  const { file, line, topic, partition, offset, raw } = message;
  return { code, reason, file, line, topic, partition, offset, raw: raw.slice(0, longestRaw) };
}
