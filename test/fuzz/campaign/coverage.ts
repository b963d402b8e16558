import { Session } from "node:inspector/promises";

/** Code that ran, read from V8 block by block. Code that was loaded before `start` is not seen in pieces. */
export interface Coverage {
  /** What ran since the last call; adds nothing to what is known. */
  take(): Promise<Ran>;
  /** Whether there is anything in it that had not run before. */
  isNew(ran: Ran): boolean;
  add(ran: Ran): void;
  /** Of the project's own functions that were entered: characters of their source, and of those that ran. */
  figures(): CoverageFigures;
  close(): Promise<void>;
}

export interface CoverageFigures {
  readonly functions: number;
  readonly characters: number;
  readonly ran: number;
}

/** By function: one byte for each character of its source, 1 where it ran. */
export type Ran = ReadonlyMap<string, Uint8Array>;

/** Of the libraries those that parse: what is new in them leads on too. */
const watched = /\/(packages|services)\/[^/]+\/src\/|\/node_modules\/(yaml|protobufjs|snappyjs)\//;
const own = /\/src\//;

export async function startCoverage(): Promise<Coverage> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  const known = new Map<string, Uint8Array>();
  return {
    async take() {
      const { result } = await session.post("Profiler.takePreciseCoverage");
      const ran = new Map<string, Uint8Array>();
      for (const { url, functions } of result) {
        if (!watched.test(url)) continue;
        for (const { ranges } of functions) {
          const whole = ranges[0];
          // What begins a file is the file itself, which ran when it was loaded.
          if (whole === undefined || whole.count === 0 || whole.startOffset === 0) continue;
          ran.set(`${url} ${whole.startOffset} ${whole.endOffset}`, painted(ranges, whole));
        }
      }
      return ran;
    },
    isNew: (ran) => [...ran].some(([key, blocks]) => hasNew(blocks, known.get(key))),
    add(ran) {
      for (const [key, blocks] of ran) {
        const before = known.get(key);
        if (before === undefined) known.set(key, blocks);
        else for (let at = 0; at < blocks.length; at += 1) before[at]! |= blocks[at]!;
      }
    },
    figures() {
      const mine = [...known].filter(([key]) => own.test(key) && !key.includes("/node_modules/"));
      return {
        functions: mine.length,
        characters: mine.reduce((sum, [, blocks]) => sum + blocks.length, 0),
        ran: mine.reduce((sum, [, blocks]) => sum + blocks.reduce((total, block) => total + block, 0), 0),
      };
    },
    async close() {
      await session.post("Profiler.stopPreciseCoverage");
      session.disconnect();
    },
  };
}

interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

/** Ranges come from the outside in: an inner one says more of its piece than the one around it. */
function painted(ranges: readonly Range[], { startOffset, endOffset }: Range): Uint8Array {
  const blocks = new Uint8Array(endOffset - startOffset);
  for (const range of ranges) {
    blocks.fill(range.count > 0 ? 1 : 0, range.startOffset - startOffset, range.endOffset - startOffset);
  }
  return blocks;
}

function hasNew(blocks: Uint8Array, before: Uint8Array | undefined): boolean {
  if (before === undefined) return true;
  for (let at = 0; at < blocks.length; at += 1) if (blocks[at]! > before[at]!) return true;
  return false;
}
