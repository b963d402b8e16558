import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CoverageFigures } from "./coverage.ts";
import type { Fault } from "./fault.ts";

/** How far a parser's long run is. */
export interface Kept {
  readonly inputs: number;
  readonly seconds: number;
  readonly figures: CoverageFigures | null;
}

const nothing: Kept = { inputs: 0, seconds: 0, figures: null };

/** A folder in which long runs go on where they were: `PARSER/corpus`, `PARSER/faults` and `PARSER/run.json`. */
export interface KeptRuns {
  read(parser: string): Kept;
  corpus(parser: string): readonly Uint8Array[];
  write(parser: string, kept: Kept): void;
  addInputs(parser: string, inputs: readonly Uint8Array[]): void;
  /** The file in which the input stands. */
  addFault(parser: string, fault: Fault): string;
}

export function keptRuns(folder: string): KeptRuns {
  const write = (path: readonly string[], bytes: Uint8Array | string): string => {
    const file = join(folder, ...path);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(`${file}.new`, bytes);
    renameSync(`${file}.new`, file);
    return file;
  };
  return {
    read(parser) {
      try {
        return JSON.parse(readFileSync(join(folder, parser, "run.json"), "utf8")) as Kept;
      } catch {
        return nothing;
      }
    },
    corpus(parser) {
      try {
        const at = join(folder, parser, "corpus");
        return readdirSync(at)
          .sort()
          .map((name) => readFileSync(join(at, name)));
      } catch {
        return [];
      }
    },
    write: (parser, kept) => void write([parser, "run.json"], JSON.stringify(kept)),
    addInputs(parser, inputs) {
      for (const input of inputs) write([parser, "corpus", nameOf(input)], input);
    },
    addFault: (parser, { what, input }) => {
      const name = createHash("sha256").update(what).digest("hex").slice(0, 12);
      write([parser, "faults", `${name}.txt`], `${what}\n`);
      return write([parser, "faults", name], input);
    },
  };
}

const nameOf = (input: Uint8Array): string => createHash("sha256").update(input).digest("hex").slice(0, 16);
