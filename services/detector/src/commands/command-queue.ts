import { decodeCommand } from "@tocsin/adapters/wire";
import type { Command, ErrorCode, IncidentFeedback } from "@tocsin/contracts";
import type { MaintenanceCommand } from "@tocsin/core";
import {
  deadLetter,
  type LogDelivery,
  type LogRecord,
  type NewLogRecord,
  undecodableLetter,
} from "@tocsin/log";

/** A record of the command topic, and the window before which it is applied at the earliest. */
export interface QueuedCommand {
  readonly offset: number;
  /** Start of that window, epoch ms. */
  readonly holdsFrom: number;
  readonly content:
    | {
        readonly kind: "maintenance";
        readonly command: MaintenanceCommand;
        readonly fromWindow: number;
        readonly record: LogRecord;
      }
    | { readonly kind: "feedback"; readonly feedback: IncidentFeedback }
    /** `letter`: it as a dead letter. */
    | {
        readonly kind: "refused";
        readonly code: ErrorCode;
        readonly reason: string;
        readonly letter: NewLogRecord;
      };
}

/**
 * Commands that were read and are not applied yet, in the order of the topic. A command is applied before the first window
 * at or behind its `fromWindow` that is judged once it was read, and never before one that stands in front of it. So where
 * all are read in time, what is applied before which window follows from the commands alone.
 */
export interface CommandQueue {
  /** Gives what was made of it. */
  take(record: LogRecord): QueuedCommand["content"];
  takeUndecodable(delivery: Extract<LogDelivery, { kind: "undecodable" }>): void;
  /** Those that are to be applied before this window, in order; they are out of the queue then. */
  due(windowStart: number): readonly QueuedCommand[];
  /** Commands from this offset on are not due; null: all may be. */
  limit(offset: number | null): void;
  size(): number;
  /** All in front of this offset are applied; null before the first. */
  appliedTo(): number | null;
  /** The topic was made anew, and its offsets begin again here. What was not in force yet is gone with the old one. */
  beginAnew(offset: number): void;
}

export interface CommandQueueOptions {
  readonly windowMs: number;
  readonly appliedTo?: number | null;
  /**
   * Where the last command stood that was applied before a window, as it was written down when that was judged; null: none
   * was. Undefined where that is not known: then the commands themselves decide.
   */
  readonly recorded?: (windowStart: number) => number | null | undefined;
}

export function commandQueue({ windowMs, appliedTo = null, recorded }: CommandQueueOptions): CommandQueue {
  let waiting: QueuedCommand[] = [];
  let applied = appliedTo;
  let newestFrom = 0;
  let limitedTo = Number.POSITIVE_INFINITY;
  const isDue = ({ offset, holdsFrom }: QueuedCommand, windowStart: number): boolean => {
    if (offset >= limitedTo) return false;
    const known = recorded?.(windowStart);
    return known === undefined ? holdsFrom <= windowStart : known !== null && offset <= known;
  };
  const add = (offset: number, fromWindow: number, content: QueuedCommand["content"]): void => {
    newestFrom = Math.max(newestFrom, fromWindow);
    waiting.push({ offset, holdsFrom: newestFrom, content });
  };
  return {
    take(record) {
      const content = contentOf(record, windowMs);
      add(record.offset, content.kind === "maintenance" ? content.fromWindow : 0, content);
      return content;
    },
    takeUndecodable(delivery) {
      const letter = undecodableLetter(delivery);
      const content = {
        kind: "refused",
        code: "batch-undecodable",
        reason: delivery.reason,
        letter,
      } as const;
      add(delivery.nextOffset - 1, 0, content);
    },
    due(windowStart) {
      const first = waiting.findIndex((command) => !isDue(command, windowStart));
      const due = waiting.splice(0, first < 0 ? waiting.length : first);
      const last = due.at(-1);
      if (last !== undefined) applied = last.offset + 1;
      return due;
    },
    limit(offset) {
      limitedTo = offset ?? Number.POSITIVE_INFINITY;
    },
    size: () => waiting.length,
    appliedTo: () => applied,
    beginAnew(offset) {
      waiting = [];
      newestFrom = 0;
      applied = offset;
    },
  };
}

function contentOf(record: LogRecord, windowMs: number): QueuedCommand["content"] {
  const decoded = decodeCommand(record.value, record.timestampMs, windowMs);
  if (decoded.kind === "rejected") {
    const { code, reason } = decoded;
    return { kind: "refused", code, reason, letter: deadLetter(record, decoded, false) };
  }
  const { command } = decoded;
  if (command.kind === "feedback") return { kind: "feedback", feedback: command };
  const { fromWindow } = command;
  return { kind: "maintenance", command: maintenanceOf(command), fromWindow, record };
}

function maintenanceOf(command: Exclude<Command, IncidentFeedback>): MaintenanceCommand {
  if (command.kind === "maintenance-end") return { kind: "end", id: command.id, atMs: command.fromWindow };
  const { id, services = [], components = [], from, to, note } = command;
  return {
    kind: "add",
    work: {
      id,
      services,
      components,
      fromMs: Date.parse(from),
      toMs: to === undefined ? null : Date.parse(to),
      note: note ?? null,
    },
  };
}
