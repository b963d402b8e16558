import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { loadScenario, type ProgressOutput, scenarioLabels, writeScenario } from "@tocsin/scenarios";

export interface GenerateIo {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: ProgressOutput;
  /** Where the scenario files lie. */
  readonly scenarioFolder: string;
  /** Aborted when the user interrupts: an unfinished file is then taken away. */
  readonly interrupted?: AbortSignal;
}

const exitCodes = { done: 0, usage: 2, interrupted: 130 } as const;

const help = (
  scenarios: readonly string[],
): string => `Writes the recording of a scenario: a reconstruction, never recorded telemetry.

Usage: pnpm scenario NAME --out FILE [--seed N] [--labels FILE]

  --out FILE     the recording, .jsonl or .jsonl.gz (which is packed)
  --seed N       a whole number; another seed gives other noise and the same course (default: the scenario's own)
  --labels FILE  the truth about the recording, as \`replay --labels\` reads it
  --help         this text

Scenarios: ${scenarios.join(", ")}

Example: pnpm scenario ${scenarios[0] ?? "NAME"} --out out/recording.jsonl.gz --seed 7

Exit codes: 0 done, 2 wrong usage, or the file cannot be written, 130 interrupted.
`;

interface Request {
  readonly scenario: string;
  readonly out: string | null;
  readonly labels: string | null;
  readonly seed: number | null;
}

/** Runs `pnpm scenario` and resolves with its exit code. */
export async function runGenerate(argv: readonly string[], io: GenerateIo): Promise<number> {
  try {
    const request = readRequest(argv);
    if (request === "help") io.stdout.write(help(scenarioNames(io.scenarioFolder)));
    else await generate(request, io);
    return exitCodes.done;
  } catch (error) {
    if (io.interrupted?.aborted === true) return exitCodes.interrupted;
    io.stderr.write(`scenario: ${error instanceof Error ? error.message : String(error)}\n`);
    io.stderr.write("`pnpm scenario --help` shows how it is used.\n");
    return exitCodes.usage;
  }
}

function readRequest(argv: readonly string[]): Request | "help" {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      out: { type: "string" },
      seed: { type: "string" },
      labels: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) return "help";
  const [scenario, ...others] = positionals;
  if (scenario === undefined || others.length > 0) throw new Error("name one scenario");
  const out = checkedOut(values.out);
  const labels = values.labels ?? null;
  if (out === null && labels === null) throw new Error("say with --out where the recording is to be written");
  return { scenario, out, labels, seed: checkedSeed(values.seed) };
}

function checkedOut(out: string | undefined): string | null {
  if (out === undefined) return null;
  if (!/\.jsonl(\.gz)?$/.test(out)) throw new Error(`--out must end in .jsonl or .jsonl.gz, not ${out}`);
  return out;
}

function checkedSeed(text: string | undefined): number | null {
  if (text === undefined) return null;
  const seed = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(seed))
    throw new Error(`--seed must be a whole number of 0 or more, not ${text}`);
  return seed;
}

async function generate(request: Request, io: GenerateIo): Promise<void> {
  const scenario = loadScenario(scenarioPath(io.scenarioFolder, request.scenario));
  if (request.labels !== null) {
    const labels = JSON.stringify(scenarioLabels(scenario), null, 2);
    writeFileSync(request.labels, `${labels}\n`);
  }
  if (request.out === null) return;
  const lines = await writeScenario(scenario, {
    path: request.out,
    seed: request.seed ?? scenario.seed,
    progress: io.stderr,
    ...(io.interrupted === undefined ? {} : { signal: io.interrupted }),
  });
  io.stdout.write(`${request.out}: ${lines} lines, reconstructed\n`);
}

function scenarioPath(folder: string, name: string): string {
  const names = scenarioNames(folder);
  if (!names.includes(name)) throw new Error(`there is no scenario ${name}; there is ${names.join(", ")}`);
  return join(folder, `${name}.yaml`);
}

/** Scenario files are named by their date; what belongs to one has a second suffix. */
function scenarioNames(folder: string): readonly string[] {
  const files = readdirSync(folder).filter((name) => /^[^.]+\.yaml$/.test(name));
  return files.map((name) => name.replace(/\.yaml$/, "")).sort();
}
