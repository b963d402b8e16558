import { globSync, writeFileSync } from "node:fs";
import { ServerMissing } from "../ways.ts";

/** The clock of a process, which can be made wrong while it runs; what it measures time spans by stays right. */
export interface SteppedClock {
  /** The process is to be started with these. */
  readonly env: Readonly<Record<string, string>>;
  /** How far it is ahead of the right time a second from now on, negative for behind; 0 sets it right. */
  readonly step: (aheadMs: number) => void;
}

/** Stands between a process and its clock: Debian's package `libfaketime`. */
function fakeTimeLibrary(): string {
  const [library] = globSync("/usr/lib/{*/,}faketime/libfaketime.so.1");
  if (library === undefined)
    throw new ServerMissing("clocks of processes are stepped by libfaketime, which is not there");
  return library;
}

const secondMs = 1000;

/** The file says how wrong the clock is; the clock is set right. Throws `ServerMissing` where nothing can step a clock. */
export function steppedClock(file: string): SteppedClock {
  const step = (aheadMs: number): void => {
    const seconds = aheadMs / secondMs;
    writeFileSync(file, `${seconds < 0 ? "" : "+"}${seconds}\n`);
  };
  step(0);
  return {
    env: {
      LD_PRELOAD: fakeTimeLibrary(),
      FAKETIME_TIMESTAMP_FILE: file,
      // Java asks for the time so often that reading the file each time would take all of a core.
      FAKETIME_CACHE_DURATION: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
      // Else Java's waits for a moment never end.
      FAKETIME_FORCE_MONOTONIC_FIX: "0",
    },
    step,
  };
}
