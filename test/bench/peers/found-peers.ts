import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";

const run = promisify(execFile);
const requirements = fileURLToPath(new URL("./requirements.txt", import.meta.url));
const script = fileURLToPath(new URL("./score_rows.py", import.meta.url));
const installMs = 300_000;

const Scored = z.object({
  wallMs: z.number(),
  processorMs: z.number(),
  /** Rates that were scored. */
  amount: z.number(),
  scoreSum: z.number(),
  versions: z.string(),
});
export type Scored = z.infer<typeof Scored>;

export type Peer = "river" | "rrcf";

/** A Python with the detectors of others, or why there is none. */
export type FoundPeers =
  | {
      readonly kind: "found";
      /** Rows of rates by detector and minute are in the file; see `score_rows.py`. */
      readonly score: (peer: Peer, rowsFile: string, seconds: number) => Promise<Scored>;
    }
  | { readonly kind: "none"; readonly reasons: string };

/** Installs the pinned packages into an environment of their own in the folder, once; later runs find them there. */
export async function findPeers(folder: string, python = "python3"): Promise<FoundPeers> {
  const environment = join(folder, "python");
  const mark = join(environment, "installed.txt");
  const wanted = readFileSync(requirements, "utf8");
  const own = join(environment, "bin", "python");
  if (!existsSync(mark) || readFileSync(mark, "utf8") !== wanted) {
    try {
      rmSync(environment, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      await run(python, ["-m", "venv", environment], { timeout: installMs });
      const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements];
      await run(own, pip, { timeout: installMs });
      writeFileSync(mark, wanted);
    } catch (error) {
      return { kind: "none", reasons: firstLine(error) };
    }
  }
  return { kind: "found", score: async (...work) => await scored(own, ...work) };
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).trim().split("\n", 1).join("");

/** One core: libraries of numbers would otherwise take as many threads as there are. */
const oneThread = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };

async function scored(python: string, peer: Peer, rowsFile: string, seconds: number): Promise<Scored> {
  const env = { ...process.env, ...oneThread };
  const { stdout } = await run(python, [script, peer, rowsFile, String(seconds)], { env });
  return Scored.parse(JSON.parse(stdout));
}
