import { type ChildProcess, spawn } from "node:child_process";
import process from "node:process";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { KafkaInstallation } from "../../support/installation/kafka-installation.ts";
import { manyFrames } from "./frames-of-installation.ts";
import { frameRecords } from "./world-frames.ts";

const script = fileURLToPath(new URL("../children/detector-of-many.ts", import.meta.url));

export interface TakeoverInput {
  readonly series: number;
  readonly learnedMinutes: number;
}

/** From the end of the one that led on. */
export interface Takeover {
  readonly activeMs: number;
  readonly restoredMs: number;
  /** Until the evidence of a window was committed, which the one that led had not. */
  readonly committedMs: number;
}

interface Detector {
  readonly child: ChildProcess;
  /** Resolves with the moment at which a line of it begins with this, from now on. */
  readonly says: (beginning: string) => Promise<number>;
  readonly gone: Promise<void>;
}

/**
 * Two detectors, each a process. One leads, writes a snapshot and commits a window each second; then it is killed with no
 * chance to say so, and windows go on coming.
 */
export async function takeover(
  on: KafkaInstallation,
  { series, learnedMinutes }: TakeoverInput,
): Promise<Takeover> {
  const log = on.log();
  let minute = learnedMinutes;
  const append = async (): Promise<void> => {
    const frames = [...manyFrames(on.configuration, series, minute)];
    minute += 1;
    await log.append(frameRecords(on.configuration, { frames }, 1));
  };
  const values = [JSON.stringify(on.configuration), String(series), String(learnedMinutes)];
  const first = startDetectorOfMany(values);
  let second: Detector | null = null;
  const over = new AbortController();
  let appending = Promise.resolve();
  try {
    await first.says("active");
    const hasSnapshot = first.says("snapshot");
    for (let at = 0; at < 3; at += 1) await append();
    await hasSnapshot;
    second = startDetectorOfMany(values);
    await second.says("standby");
    appending = (async () => {
      while (!over.signal.aborted) {
        await append();
        await pause(1000);
      }
    })();
    await first.says("judged");
    await first.says("judged");
    const said = Promise.all([
      second.says("active"),
      second.says("restored snapshot"),
      second.says("judged"),
    ]);
    const killedMs = performance.now();
    first.child.kill("SIGKILL");
    const [activeMs, restoredMs, committedMs] = (await said).map((atMs) => atMs - killedMs);
    return { activeMs: activeMs!, restoredMs: restoredMs!, committedMs: committedMs! };
  } finally {
    over.abort();
    for (const detector of [first, second]) detector?.child.kill("SIGKILL");
    await Promise.all([first.gone, second?.gone]);
    await appending.catch(() => undefined);
    await log.close();
  }
}

function startDetectorOfMany(values: readonly string[]): Detector {
  const child = spawn(process.execPath, ["--conditions=source", script, ...values], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const waiting = new Set<{
    beginning: string;
    resolve: (atMs: number) => void;
    reject: (error: Error) => void;
  }>();
  const gone = new Promise<void>((resolve) => {
    child.once("close", () => {
      for (const { beginning, reject } of waiting)
        reject(new Error(`a detector ended before it said ${beginning}`));
      resolve();
    });
  });
  createInterface({ input: child.stdout }).on("line", (line) => {
    const atMs = performance.now();
    for (const one of waiting) {
      if (!line.startsWith(one.beginning)) continue;
      waiting.delete(one);
      one.resolve(atMs);
    }
  });
  const says = async (beginning: string): Promise<number> =>
    await new Promise((resolve, reject) => waiting.add({ beginning, resolve, reject }));
  return { child, says, gone };
}
