import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ConfigurationInput } from "@tocsin/contracts";
import type { KafkaInstallation } from "./kafka-installation.ts";
import { processUnderTest, type ProcessUnderTest } from "./process-under-test.ts";

export type WorkerName = "intake" | "detector" | "recorder" | "notifier" | "all";

/** Arguments behind `node` that start a worker. */
export type WorkerCommand = (
  worker: WorkerName,
  configFile: string,
  more?: readonly string[],
) => readonly string[];

/** `tocsin run --worker NAME --config FILE`, from source. */
export const tocsinRun: WorkerCommand = (worker, configFile, more = []) => [
  "--conditions=source",
  "services/cli/src/main.ts",
  "run",
  "--worker",
  worker,
  "--config",
  configFile,
  ...more,
];

/** The negative control: see `unsafe-worker.ts`. */
export const unsafeRun: WorkerCommand = (worker, configFile) => [
  "--conditions=source",
  "test/support/installation/unsafe-worker.ts",
  worker,
  configFile,
];

export interface WorkerStart {
  /** Further arguments. */
  readonly more?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** In place of the installation's. */
  readonly configFile?: string;
}

/** Workers as programs of their own, which are killed, frozen, ended and started again. */
export interface Programs {
  /** A worker that is not started yet. */
  readonly worker: (kind: WorkerName, start?: WorkerStart) => ProcessUnderTest;
  /** Another command of `tocsin` with the configuration file, which ends by itself; it is not started yet. */
  readonly command: (words: readonly string[]) => ProcessUnderTest;
  /** Kills those that still run. */
  readonly killAll: () => Promise<void>;
}

/** JSON is YAML. Gives the file's path. */
export function writeConfiguration(folder: string, name: string, input: ConfigurationInput): string {
  const file = join(folder, name);
  writeFileSync(file, `${JSON.stringify(input, null, 2)}\n`);
  return file;
}

/** Writes the configuration file; starts nothing. The folder takes the programs' output too. */
export function programsOf(
  { input }: Pick<KafkaInstallation, "input">,
  folder: string,
  command: WorkerCommand = tocsinRun,
): Programs {
  const configFile = writeConfiguration(folder, "tocsin.yaml", input);
  const programs: ProcessUnderTest[] = [];
  return {
    command: (words) => {
      const name = `${words.join("-")}-${programs.length + 1}`;
      const args = ["--conditions=source", "services/cli/src/main.ts", ...words, "--config", configFile];
      const program = processUnderTest({ name, args, logFile: join(folder, `${name}.log`) });
      programs.push(program);
      return program;
    },
    worker: (kind, { more, env, configFile: file = configFile } = {}) => {
      const name = `${kind}-${programs.length + 1}`;
      const program = processUnderTest({
        name,
        args: command(kind, file, more),
        logFile: join(folder, `${name}.log`),
        ...(env === undefined ? {} : { env }),
      });
      programs.push(program);
      return program;
    },
    killAll: async () => {
      await Promise.all(programs.filter(({ running }) => running).map(async (one) => await one.kill()));
    },
  };
}
