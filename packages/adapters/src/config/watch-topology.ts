import { createHash } from "node:crypto";
import { type FSWatcher, watch } from "node:fs";
import { dirname } from "node:path";
import { Topology } from "@tocsin/contracts";
import type { ConfigFault, Loaded } from "./config-fault.ts";
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
  /** What is read counts when it is read again the same after so long, so that no file is taken half written. */
  readonly settleMs?: number;
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

const defaultSettleMs = 200;
const defaultPollMs = 30_000;

/**
 * Watches a topology file and tells of every change of what it says; remarks and the order of keys are no change.
 * Editors and container platforms replace files instead of writing into them, so the folder is watched, and what
 * counts is the content. Faulty content is told once. The timers keep no process alive. What `onChange` throws is left
 * to end the process: it is a fault of ours, not of the file.
 */
export function watchTopology(file: string, options: TopologyWatchOptions): TopologyWatch {
  const reader = topologyReader(file, options);
  const settleMs = options.settleMs ?? defaultSettleMs;
  let timer: NodeJS.Timeout | null = null;
  let closed = false;
  const check = async (): Promise<void> => {
    timer = null;
    if ((await reader.readSettled()) === "unsettled") soon();
  };
  /** Never put off by further notices: other files of the folder may be written without end. */
  const soon = (): void => {
    if (!closed) timer ??= setTimeout(() => void check(), settleMs).unref();
  };
  const watcher = watchFolder(file, soon, options.onFault);
  const poll = setInterval(soon, options.pollMs ?? defaultPollMs).unref();
  soon();
  return {
    reload: async () => await reader.read(),
    close: () => {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      clearInterval(poll);
      watcher?.close();
      reader.stop();
    },
  };
}

interface TopologyReader {
  read(): Promise<ReloadOutcome>;
  /** Looks only at content that is new and was read the same the time before. */
  readSettled(): Promise<ReloadOutcome | "unsettled">;
  stop(): void;
}

function topologyReader(file: string, { current, onChange, onFault }: TopologyWatchOptions): TopologyReader {
  let inUse = topologyHash(current);
  let lastContent = "";
  let unsettled = "";
  let stopped = false;
  let turn: Promise<unknown> = Promise.resolve();

  const readSettled = async (): Promise<ReloadOutcome | "unsettled"> => {
    const read = await readText(file);
    const content = contentOf(read);
    const settled = content === unsettled;
    unsettled = content;
    if (stopped || content === lastContent) return "unchanged";
    return settled ? await take(read) : "unsettled";
  };

  const take = async (read: Loaded<string>): Promise<ReloadOutcome> => {
    lastContent = contentOf(read);
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

  /** One read after another, so that changes are handed over in order. */
  const inTurn = async <Outcome>(read: () => Promise<Outcome>): Promise<Outcome> => {
    const mine = turn.then(read);
    turn = mine.catch(() => undefined);
    return await mine;
  };

  return {
    read: async () =>
      await inTurn(async () => {
        const read = await readText(file);
        return stopped ? "unchanged" : await take(read);
      }),
    readSettled: async () => await inTurn(readSettled),
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

function contentOf(read: Loaded<string>): string {
  const text = read.kind === "loaded" ? read.value : JSON.stringify(read.faults);
  return createHash("sha256").update(text, "utf8").digest("hex");
}
