import { createHash } from "node:crypto";
import { type FSWatcher, watch } from "node:fs";
import { dirname } from "node:path";
import { Topology } from "@tocsin/contracts";
import type { ConfigFault } from "./config-fault.ts";
import { topologyHash } from "./config-hash.ts";
import { loadYamlText, readText } from "./load-yaml.ts";
import { topologyFaults } from "./topology-faults.ts";

export interface TopologyWatchOptions {
  /** What is in use when watching begins. A file that says something else by then is a change. */
  readonly current: Topology;
  /** A file without faults says something else than before. The next change waits until this has resolved. */
  readonly onChange: (topology: Topology) => void | Promise<void>;
  /** The file is faulty or gone, or its folder cannot be watched. What was in use stays in use. */
  readonly onFault: (faults: readonly ConfigFault[]) => void;
  /** For how long the folder must be quiet before the file is read, so that none is read half written. */
  readonly debounceMs?: number;
  /** How often the file is read in any case: some file systems do not tell of changes. */
  readonly pollMs?: number;
}

export type ReloadOutcome = "changed" | "unchanged" | "faulty";

export interface TopologyWatch {
  /** Reads the file at once, as on SIGHUP; tells faults again. Never rejects but for what `onChange` throws. */
  reload(): Promise<ReloadOutcome>;
  /** No callback is called after this. */
  close(): void;
}

const defaultDebounceMs = 200;
const defaultPollMs = 30_000;

/**
 * Watches a topology file and tells of every change of what it says; remarks and the order of keys are no change.
 * Editors and container platforms replace files instead of writing into them, so the folder is watched, and what
 * counts is the content. Faulty content is told once. The timers keep no process alive. What `onChange` throws is left
 * to end the process: it is a fault of ours, not of the file.
 */
export function watchTopology(file: string, options: TopologyWatchOptions): TopologyWatch {
  const reader = topologyReader(file, options);
  let debounce: NodeJS.Timeout | null = null;
  let closed = false;
  const check = (): void => {
    void reader.read("once");
  };
  const soon = (): void => {
    if (closed) return;
    if (debounce !== null) clearTimeout(debounce);
    debounce = setTimeout(check, options.debounceMs ?? defaultDebounceMs).unref();
  };
  const watcher = watchFolder(file, soon, options.onFault);
  const poll = setInterval(soon, options.pollMs ?? defaultPollMs).unref();
  soon();
  return {
    reload: async () => await reader.read("again"),
    close: () => {
      closed = true;
      if (debounce !== null) clearTimeout(debounce);
      clearInterval(poll);
      watcher?.close();
      reader.stop();
    },
  };
}

interface TopologyReader {
  /** `once`: content that was read before is not looked at again. */
  read(mode: "once" | "again"): Promise<ReloadOutcome>;
  stop(): void;
}

function topologyReader(file: string, { current, onChange, onFault }: TopologyWatchOptions): TopologyReader {
  let inUse = topologyHash(current);
  let lastContent = "";
  let stopped = false;
  let turn: Promise<unknown> = Promise.resolve();

  const readNow = async (mode: "once" | "again"): Promise<ReloadOutcome> => {
    const read = await readText(file);
    const content = digest(read.kind === "loaded" ? read.value : JSON.stringify(read.faults));
    if (stopped || (mode === "once" && content === lastContent)) return "unchanged";
    lastContent = content;
    const loaded = read.kind === "faulty" ? read : parsed(read.value, file);
    if (loaded.kind === "faulty") {
      onFault(loaded.faults);
      return "faulty";
    }
    const hash = topologyHash(loaded.value);
    if (hash === inUse) return "unchanged";
    await onChange(loaded.value);
    inUse = hash;
    return "changed";
  };

  return {
    read: async (mode) => {
      const mine = turn.then(async () => await readNow(mode));
      turn = mine.catch(() => undefined);
      return await mine;
    },
    stop: () => {
      stopped = true;
    },
  };
}

function parsed(text: string, file: string): ReturnType<typeof loadYamlText<Topology>> {
  return loadYamlText({ text, file }, Topology, topologyFaults);
}

function watchFolder(
  file: string,
  onEvent: () => void,
  onFault: TopologyWatchOptions["onFault"],
): FSWatcher | null {
  const trouble = (error: unknown): void => {
    const why = error instanceof Error ? error.message : String(error);
    const message = `the folder cannot be watched, so changes are noticed later: ${why}`;
    onFault([{ code: "file-unreadable", file, line: 1, column: 1, path: "", message }]);
  };
  try {
    return watch(dirname(file), { persistent: false }, onEvent).on("error", trouble);
  } catch (error) {
    trouble(error);
    return null;
  }
}

function digest(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
