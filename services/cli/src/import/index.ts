import { commandHelp, kindsHelp } from "../arguments/help.ts";
import { asksForHelp, parseCommandLine } from "../arguments/parse.ts";
import type { Command } from "../arguments/command.ts";
import { didYouMean } from "../arguments/suggestion.ts";
import { exitCodes, usageFault } from "../exit-codes.ts";
import { type CliIo, write } from "../io.ts";
import { render } from "../terminal/paint.ts";
import { csvCommand } from "./csv/csv.ts";
import { metricsCommands } from "./metrics-commands.ts";
import { monitorCommands } from "./monitors/commands.ts";
import { reportsCommand } from "./reports/reports.ts";
import { statusCsvCommand } from "./status-csv.ts";

/** Each is a command named `import KIND`. */
export const importKinds: readonly Command[] = [
  csvCommand,
  ...metricsCommands,
  reportsCommand,
  statusCsvCommand,
  ...monitorCommands,
];

const kinds: ReadonlyMap<string, Command> = new Map(
  importKinds.map((command) => [command.name.replace(/^import /, ""), command]),
);

/**
 * `tocsin import KIND …`; `argv` is what follows `import`. Resolves with the exit code.
 * Faults of the user are `ProcessFault`s: code 2 for wrong arguments or a faulty mapping, 3 for input that cannot be read.
 */
export async function importCommand(argv: readonly string[], io: CliIo): Promise<number> {
  const [kind, ...rest] = argv;
  if (kind === "--help" || kind === "-h" || kind === "help") {
    await write(io.stdout, importHelp(io.stdout, io.env));
    return exitCodes.done;
  }
  if (kind === undefined) {
    await write(io.stderr, importHelp(io.stderr, io.env));
    return exitCodes.usage;
  }
  const command = kinds.get(kind);
  if (command === undefined) throw unknownKind(kind);
  const parsed = parseCommandLine(asksForHelp(rest) ? ["--help"] : rest, command);
  if (!parsed.flags.has("help")) return await command.run(parsed, io);
  await write(io.stdout, render(commandHelp(command), io.stdout, io.env));
  return exitCodes.done;
}

function importHelp(output: CliIo["stdout"], env: CliIo["env"]): string {
  const entries = [...kinds].map(([name, { summary }]) => ({ name, summary }));
  return render(kindsHelp(entries), output, env);
}

function unknownKind(kind: string): Error {
  const names = [...kinds.keys()];
  const what = kind.startsWith("-") ? "option" : "kind";
  const hint = didYouMean(kind, names) ?? `There is ${names.join(", ")}.`;
  return usageFault(`tocsin import has no ${what} ${kind}`, hint);
}
