import { randomStream } from "@tocsin/worlds/random";
import { below, longestInput, pick } from "../inputs/breed.ts";
import type { Parser } from "../parsers/parser.ts";
import type { Coverage, Ran } from "./coverage.ts";
import type { Fault } from "./fault.ts";
import { smaller, tryInput } from "./try-input.ts";

export interface Work {
  readonly parser: Parser;
  readonly coverage: Coverage;
  readonly seed: number;
  /** Inputs that were tried before, so that others come now. */
  readonly done: number;
  /** What found new code before. */
  readonly corpus: readonly Uint8Array[];
  /** Told of every input before it is tried, for who watches. */
  readonly trying: (input: Uint8Array) => void;
}

export interface Batch {
  readonly inputs: number;
  readonly kept: readonly Uint8Array[];
  readonly faults: readonly Fault[];
}

export interface FuzzSession {
  /** Tries so many inputs at most and keeps what finds new code. */
  batch(most: number): Promise<Batch>;
}

interface Reached {
  readonly inputs: readonly Uint8Array[];
  readonly ran: Ran;
}

/** Of one batch: more is found again later, and looking for each costs many readings of the coverage. */
const mostKept = 8;
/** The coverage is read once a batch. One that finds nothing is followed by one twice as large. */
const smallestBatch = 500;
const largestBatch = 8000;
const mostCorpus = 2000;
/** A longer one would have children as long, each of which takes a second to read, for ever. */
const longestKept = 16 * longestInput;

/** Breeds inputs of a parser. The same seed, and the same number of inputs done, breeds the same. */
export async function fuzzSession({
  parser,
  coverage,
  seed,
  done,
  corpus,
  trying,
}: Work): Promise<FuzzSession> {
  const pool = [...parser.seeds, ...corpus];
  const watchedParser: Pick<Parser, "parse"> = {
    parse: (input) => {
      trying(input);
      return parser.parse(input);
    },
  };
  const known = new Set<string>();
  let batches = 0;
  let size = smallestBatch;

  async function run(inputs: readonly Uint8Array[]): Promise<readonly Fault[]> {
    const faults: Fault[] = [];
    for (const input of inputs) {
      const what = await tryInput(watchedParser, input);
      if (what === null || known.has(what)) continue;
      known.add(what);
      faults.push({ what, input: await smaller(watchedParser, input, what) });
    }
    return faults;
  }

  /**
   * Halves the inputs, of which `ran` is what they reached together, until those are left that find new code by themselves.
   * Only first halves are run again: what they do not reach, the second halves did.
   */
  async function finders({ inputs, ran }: Reached, room: number): Promise<readonly Uint8Array[]> {
    if (room <= 0 || !coverage.isNew(ran)) return [];
    if (inputs.length === 1) {
      coverage.add(ran);
      return inputs;
    }
    const half = inputs.length >> 1;
    const firstHalf = inputs.slice(0, half);
    await run(firstHalf);
    const first = await finders({ inputs: firstHalf, ran: await coverage.take() }, room);
    return [...first, ...(await finders({ inputs: inputs.slice(half), ran }, room - first.length))];
  }

  await run(pool);
  coverage.add(await coverage.take());
  return {
    async batch(most) {
      const random = randomStream(seed, parser.name, String(done), String(batches));
      batches += 1;
      const inputs = Array.from({ length: Math.min(size, most) }, () =>
        pick(random, parser.breeds)(pick(random, pool), pool[below(random, pool.length)]!, random),
      );
      const faults = await run(inputs);
      const ran: Ran = await coverage.take();
      const found = coverage.isNew(ran) ? await finders({ inputs, ran }, mostKept) : [];
      if (found.length < mostKept) coverage.add(ran);
      const kept = found.filter(({ length }) => length <= longestKept);
      for (const input of kept) {
        if (pool.length < mostCorpus) pool.push(input);
        else pool[below(random, pool.length)] = input;
      }
      size = kept.length > 0 ? smallestBatch : Math.min(2 * size, largestBatch);
      return { inputs: inputs.length, kept, faults };
    },
  };
}
