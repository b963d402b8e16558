import { existsSync, statSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fingerprint, unfinishedPath } from "@tocsin/scenarios";
import { exitCodes, ProcessFault } from "../exit-codes.ts";
import type { CliIo } from "../io.ts";
import type { PairOutcome, PairTask } from "./judged-pair.ts";
import { fileHash, keptPairs, pairKey } from "./kept-pairs.ts";
import type { BacktestRequest } from "./request.ts";
import type { BacktestPair } from "./results.ts";
import type { ReadyCase } from "./run-backtest.ts";
import type { Variant } from "./variants.ts";
import { type WorkerAnswer, type WorkerStep, workerPool } from "./worker-pool.ts";

export interface Judging {
  readonly request: BacktestRequest;
  readonly cases: readonly ReadyCase[];
  readonly variants: readonly Variant[];
}

interface Pair {
  readonly one: ReadyCase;
  readonly variant: Variant;
  readonly key: string | null;
  outcome: PairOutcome | null;
  problem: string | null;
}

/**
 * Every case under every variant, cases first; null where the user interrupted, and what was done by then is kept. A recording
 * that cannot be read is told as such, and hinders no other.
 */
export async function judgedPairs(
  { request, cases, variants }: Judging,
  io: CliIo,
): Promise<readonly BacktestPair[] | null> {
  const kept = keptPairs(join(request.outFolder, "cache"));
  const pairs: Pair[] = [];
  for (const one of cases) {
    const hashes = await hashesOf(one, request);
    for (const variant of variants) {
      const key = hashes === null ? null : pairKey([...hashes, variant.text]);
      const outcome = key === null || !request.useCache ? null : await kept.get(key);
      pairs.push({ one, variant, key, outcome, problem: null });
    }
  }
  const pool = workerPool(request.jobs, io.interrupted);
  const open = pairs.filter(({ outcome }) => outcome === null);
  const steps = stepsOf(open, request);
  const shown = counter(io, request.quiet, pairs.length, pairs.length - open.length);
  const writes: Promise<void>[] = [];
  try {
    await pool
      .run(steps, (answer, place) => {
        const pair = steps[place]?.pair ?? null;
        if (pair === null) {
          if (answer.kind === "failed") throw failure(answer);
          return;
        }
        note(pair, answer);
        if (pair.key !== null && pair.outcome !== null && pair.outcome.unread === null)
          writes.push(kept.put(pair.key, pair.outcome));
        shown.next();
      })
      .finally(shown.clear);
  } catch (error) {
    if (io.interrupted?.aborted === true) return null;
    throw error;
  } finally {
    await pool.close();
    await Promise.all(writes);
    await clearUnfinished(open);
  }
  return pairs.map(resultOf);
}

interface PairStep extends WorkerStep {
  /** Null: the recording of an outage is made. */
  readonly pair: Pair | null;
}

/** What is left to do: each outage is made once, before it is judged under the first of its configurations. */
function stepsOf(open: readonly Pair[], request: BacktestRequest): readonly PairStep[] {
  const steps: PairStep[] = [];
  const made = new Map<ReadyCase, number>();
  for (const pair of open) {
    const { one } = pair;
    const length = lengthOf(one);
    if (one.of.kind === "outage" && !made.has(one)) {
      made.set(one, steps.length);
      const task = { kind: "make", path: one.of.outage.path, folder: dirname(one.recording) } as const;
      steps.push({ task, length, after: null, pair: null });
    }
    const task = { kind: "judge", pair: taskOf(pair, request) } as const;
    steps.push({ task, length, after: made.get(one) ?? null, pair });
  }
  return steps;
}

/** What the telemetry of a service takes in a packed recording, about: enough to tell long from short. */
const bytesPerServiceMinute = 70;

/** In bytes on disk; those of an outage are foreseen, as it need not be made yet. */
function lengthOf({ of, recording }: ReadyCase): number {
  if (of.kind === "recording") return statSync(recording, { throwIfNoEntry: false })?.size ?? 0;
  const { scenario, topology } = of.outage;
  const minutes = (scenario.period.to - scenario.period.from) / 60_000;
  return minutes * Object.keys(topology.services).length * bytesPerServiceMinute;
}

/** A thread that was ended while it made a recording could not take away what it had of it. */
async function clearUnfinished(pairs: readonly Pair[]): Promise<void> {
  const made = pairs.filter(({ one }) => one.of.kind === "outage").map(({ one }) => one.recording);
  await Promise.all(made.map(async (recording) => await rm(unfinishedPath(recording), { force: true })));
}

/** Hashes of all that decides besides the configuration; null where the recording cannot be read. */
async function hashesOf(
  { of, recording, topologyFile, labelsFile }: ReadyCase,
  { maxRefused }: BacktestRequest,
): Promise<readonly (string | null)[] | null> {
  const text = async (file: string | null): Promise<string | null> =>
    file === null ? null : await readFile(file, "utf8");
  if (of.kind === "recording" && !existsSync(recording)) return null;
  const bytes =
    of.kind === "outage"
      ? `${fingerprint(of.outage.path)} ${of.outage.scenario.seed}`
      : await fileHash(recording);
  return [bytes, await text(topologyFile), await text(labelsFile), String(maxRefused)];
}

const taskOf = ({ one, variant }: Pair, { maxRefused }: BacktestRequest): PairTask => ({
  recording: one.recording,
  topologyFile: one.topologyFile,
  labelsFile: one.labelsFile,
  configFile: variant.file,
  maxRefused,
});

function note(pair: Pair, answer: WorkerAnswer): void {
  if (answer.kind === "judged") {
    pair.outcome = answer.outcome;
  } else if (answer.kind === "failed") {
    if (answer.code !== exitCodes.input) throw failure(answer);
    pair.problem = answer.message;
  }
}

function failure({ message, code }: { readonly message: string; readonly code: number | null }): Error {
  return code === null ? new Error(message) : new ProcessFault(code, message);
}

function resultOf({ one, variant, outcome, problem }: Pair): BacktestPair {
  return {
    name: one.of.name,
    configuration: variant.name,
    provenance: outcome?.provenance ?? null,
    configHash: outcome?.configHash ?? null,
    from: outcome?.from ?? null,
    to: outcome?.to ?? null,
    readings: outcome?.readings ?? 0,
    alerts: outcome?.alerts ?? 0,
    score: outcome?.score ?? null,
    problem: problem ?? outcome?.unread ?? null,
    drawing: outcome?.drawing ?? null,
  };
}

/** How many are done, on one line of a terminal that is written over and over. */
function counter(io: CliIo, quiet: boolean, all: number, before: number) {
  const shows = !quiet && io.stderr.isTTY === true;
  let done = before;
  const show = (): void => {
    if (shows) io.stderr.write(`\r${done} of ${all} judged\u001b[K`);
  };
  show();
  return {
    next: () => {
      done += 1;
      show();
    },
    clear: () => {
      if (shows) io.stderr.write("\r\u001b[K");
    },
  };
}
