import type { AppendedRecord, GroupWorker, Log } from "@tocsin/log";
import type { MemoryClient, MemoryOperation, MemoryVerdict } from "../../support/memory-log/index.ts";
import { sfc32 } from "@tocsin/worlds/random";
import { awaitCondition } from "./await-condition.ts";
import { type MemoryInstallation, judgedWindows } from "../../support/installation/memory-installation.ts";
import { startDetector, startIntake } from "../../support/installation/workers-in-process.ts";
import { appendAll } from "../../support/installation/telemetry-log.ts";

export type Disruption = "kill" | "freeze" | "fail";

export interface DisruptedRun {
  readonly seed: number;
  readonly records: readonly AppendedRecord[];
  /** How many windows are judged at the end. */
  readonly windows: number;
  /** Disruptions at most, so that the run ends. */
  readonly disruptions: number;
  /** How long it may take; 20 s unless given. */
  readonly withinMs?: number;
  /** Which operations are disrupted, and how. */
  readonly choose: (operation: MemoryOperation) => readonly Disruption[];
  /** What the workers are given in place of the log; the log itself unless given. */
  readonly logOf?: (log: Log) => Log;
}

interface Running {
  readonly client: MemoryClient;
  readonly worker: GroupWorker;
}

/**
 * Runs two intakes and two detectors over the records while processes are killed, frozen beyond their session and
 * thawed again, and calls fail before or after their effect: at random, from a seed. Whoever dies is replaced.
 * Resolves with the number of disruptions when all windows are judged.
 */
export async function disruptedRun(on: MemoryInstallation, how: DisruptedRun): Promise<number> {
  const draw = sfc32([how.seed, 1, 1]);
  const random = (): number => draw() / 2 ** 32;
  let left = how.disruptions;
  const running = new Map<string, Running>();
  const fault =
    (kind: "intake" | "detector") =>
    (operation: MemoryOperation): MemoryVerdict => {
      const choices = how.choose(operation);
      if (left === 0 || choices.length === 0 || random() > 0.02) return "pass";
      left -= 1;
      const disruption = choices[Math.floor(random() * choices.length)];
      const hit = running.get(operation.client);
      if (disruption === "fail" || hit === undefined) return "fail";
      if (disruption === "kill") hit.client.kill();
      else freezeFor(hit.client, 20 + random() * 60);
      on.cluster.expire(hit.client);
      if (disruption === "kill") {
        running.delete(operation.client);
        start(kind);
      }
      return "pass";
    };
  const start = (kind: "intake" | "detector"): void => {
    const client = on.cluster.client({ fault: fault(kind) });
    const log = how.logOf?.(client) ?? client;
    const worker = kind === "intake" ? startIntake(on, log) : startDetector(on, log);
    running.set(client.name, { client, worker });
  };
  for (const kind of ["intake", "intake", "detector", "detector"] as const) start(kind);
  await appendAll(on.cluster.client({ fault: () => "pass" }), how.records);
  await awaitCondition(
    "all windows judged",
    () => judgedWindows(on).length >= how.windows,
    how.withinMs ?? 20_000,
  );
  const used = how.disruptions - left;
  left = 0;
  for (const { worker } of running.values()) await worker.stop();
  return used;
}

function freezeFor(client: MemoryClient, forMs: number): void {
  client.freeze();
  setTimeout(() => client.thaw(), forMs);
}
