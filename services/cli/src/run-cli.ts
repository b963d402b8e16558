import { printableText } from "@tocsin/adapters/config";
import { programHelp, commandHelp, type ProgramEntry } from "./arguments/help.ts";
import { asksForHelp, parseCommandLine } from "./arguments/parse.ts";
import { didYouMean } from "./arguments/suggestion.ts";
import type { Command } from "./arguments/command.ts";
import { backtestCommand } from "./commands/backtest.ts";
import { checkCommand } from "./commands/check.ts";
import { completionCommand } from "./commands/completion.ts";
import { demoCommand } from "./commands/demo.ts";
import { explainCommand } from "./commands/explain.ts";
import { influxCommand } from "./commands/influx.ts";
import { inspectCommand } from "./commands/inspect.ts";
import { feedbackCommand } from "./commands/feedback.ts";
import { maintenanceCommand } from "./commands/maintenance.ts";
import { notifyCommand } from "./commands/notify.ts";
import { outagesCommand } from "./commands/outages.ts";
import { recordCommand } from "./commands/record.ts";
import { replayCommand } from "./commands/replay.ts";
import { runCommand } from "./commands/run.ts";
import { topicsCommand } from "./commands/topics.ts";
import { simulateCommand } from "./commands/simulate.ts";
import { fullDiskFault } from "./disk-fault.ts";
import { exitCodes, ProcessFault, usageFault } from "./exit-codes.ts";
import { importCommand, importKinds } from "./import/index.ts";
import { type CliIo, write } from "./io.ts";
import { render } from "./terminal/paint.ts";
import { versionLine } from "./version.ts";

const plainCommands: readonly Command[] = [
  demoCommand,
  replayCommand,
  explainCommand,
  runCommand,
  recordCommand,
  inspectCommand,
  topicsCommand,
  influxCommand,
  maintenanceCommand,
  feedbackCommand,
  notifyCommand,
  checkCommand,
  simulateCommand,
  outagesCommand,
  backtestCommand,
];

const commands: readonly Command[] = [
  ...plainCommands,
  completionCommand(() => [...commands, ...importKinds]),
];

/** `import` reads its own arguments; the others are data. */
const entries: readonly ProgramEntry[] = [
  ...commands,
  { name: "import", summary: "turn telemetry of another tool into a recording" },
];

const programExamples = [
  ...replayCommand.examples.slice(0, 2),
  {
    run: "tocsin check --topology topology.yaml",
    does: "find the faults of a topology file, each with its line",
  },
];

/**
 * Runs one command line and resolves with its exit code (`exitCodes`); never rejects, never ends the process.
 * Faults of the user are told on standard error in words; only a bug of this program prints a stack trace.
 */
export async function runCli(argv: readonly string[], io: CliIo): Promise<number> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    if (io.interrupted?.aborted === true) return exitCodes.interrupted;
    return await tell(fullDiskFault(error) ?? error, io);
  }
}

/** That a command line was interrupted, and what became of its output, as its help says it. */
export function interruptedWords([name]: readonly string[]): string {
  // Of an import too no file appears before it is whole.
  if (name === "import") return "interrupted; no file was written";
  const exits = commands.find((command) => command.name === name)?.exits ?? [];
  return exits.find(({ code }) => code === exitCodes.interrupted)?.means ?? "interrupted";
}

async function dispatch(argv: readonly string[], io: CliIo): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined) {
    await write(io.stderr, render(programHelp(entries, programExamples), io.stderr, io.env));
    return exitCodes.usage;
  }
  if (name === "--help" || name === "-h" || name === "help") return await help(rest, io);
  if (name === "--version" || name === "-V") {
    await write(io.stdout, `${versionLine()}\n`);
    return exitCodes.done;
  }
  if (name === "import") return await importCommand(rest, io);
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) throw unknownCommand(name);
  return await runParsed(command, rest, io);
}

async function runParsed(command: Command, argv: readonly string[], io: CliIo): Promise<number> {
  const parsed = parseCommandLine(asksForHelp(argv) ? ["--help"] : argv, command);
  if (!parsed.flags.has("help")) return await command.run(parsed, io);
  await write(io.stdout, render(commandHelp(command), io.stdout, io.env));
  return exitCodes.done;
}

async function help([name, ...rest]: readonly string[], io: CliIo): Promise<number> {
  if (name !== undefined && !name.startsWith("-")) return await dispatch([name, ...rest, "--help"], io);
  await write(io.stdout, render(programHelp(entries, programExamples), io.stdout, io.env));
  return exitCodes.done;
}

function unknownCommand(name: string): ProcessFault {
  const names = entries.map((entry) => entry.name);
  const what = name.startsWith("-") ? "option" : "command";
  const there = `There is ${names.slice(0, -1).join(", ")} and ${names.at(-1)}.`;
  const meant = didYouMean(name, names, "tocsin ");
  return usageFault(`tocsin has no ${what} ${name}`, meant === null ? there : `${meant} ${there}`);
}

async function tell(error: unknown, io: CliIo): Promise<number> {
  if (error instanceof ProcessFault) {
    const hint = error.hint === null ? "" : `${error.hint}\n`;
    await write(io.stderr, printableText(`tocsin: ${error.message}\n${hint}`));
    return error.exitCode;
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  await write(
    io.stderr,
    printableText(
      `${trace}\ntocsin: this is a bug in tocsin, not in your input. Please report the lines above.\n`,
    ),
  );
  return exitCodes.bug;
}
