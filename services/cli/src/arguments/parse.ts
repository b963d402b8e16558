import { parseArgs } from "node:util";
import { usageFault } from "../exit-codes.ts";
import { type Command, helpOption, type OptionDefinition } from "./command.ts";
import { didYouMean } from "./suggestion.ts";

export interface ParsedArguments {
  readonly positionals: readonly string[];
  /** Values by option name, without the dashes. */
  readonly values: ReadonlyMap<string, string>;
  /** All values of options that may be given several times. */
  readonly many: ReadonlyMap<string, readonly string[]>;
  readonly flags: ReadonlySet<string>;
}

type OptionToken = Extract<NonNullable<ReturnType<typeof parseArgs>["tokens"]>[number], { kind: "option" }>;

/**
 * Reads the arguments that follow a command's name.
 * Refuses, with a `ProcessFault` of code 2: unknown options (with what was probably meant), an option given twice,
 * one without its value, a flag with a value, positional arguments where there are none.
 */
export function parseCommandLine(argv: readonly string[], command: Command): ParsedArguments {
  const options = [...command.options, helpOption];
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(options.map(asNodeOption)),
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  const positionals: string[] = [];
  const values = new Map<string, string>();
  const many = new Map<string, readonly string[]>();
  const flags = new Set<string>();
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind === "option") readOption(token, options, { command, values, many, flags });
  }
  if (command.positionals === null && positionals.length > 0 && !flags.has("help")) {
    throw usageFault(
      `tocsin ${command.name} takes no arguments besides options: ${positionals[0]}`,
      seeHelp(command),
    );
  }
  return { positionals, values, many, flags };
}

/** `tocsin COMMAND help` is `tocsin COMMAND --help`; a file of that name is `./help`. */
export const asksForHelp = (argv: readonly string[]): boolean => argv.length === 1 && argv[0] === "help";

const asNodeOption = (option: OptionDefinition): [string, { type: "string" | "boolean"; short?: string }] => [
  option.name,
  {
    type: option.takes === undefined ? "boolean" : "string",
    ...(option.short === undefined ? {} : { short: option.short }),
  },
];

interface Reading {
  readonly command: Command;
  readonly values: Map<string, string>;
  readonly many: Map<string, readonly string[]>;
  readonly flags: Set<string>;
}

function readOption(token: OptionToken, options: readonly OptionDefinition[], into: Reading): void {
  const { command, values, many, flags } = into;
  const known = options.find((option) => option.name === token.name);
  if (known === undefined) throw unknownOption(token, options, command);
  if (known.takes === undefined) {
    if (token.value !== undefined) throw usageFault(`${token.rawName} takes no value`, seeHelp(command));
    flags.add(known.name);
    return;
  }
  if (values.has(known.name) && known.repeats !== true)
    throw usageFault(`--${known.name} is given twice`, seeHelp(command));
  if (token.value === undefined || token.value === "") {
    throw usageFault(`--${known.name} needs a value: --${known.name} ${known.takes}`, seeHelp(command));
  }
  if (!token.inlineValue && /^-./.test(token.value)) {
    const meant = `Write --${known.name}=${token.value} if that is the value.`;
    throw usageFault(`--${known.name} needs a value, and ${token.value} looks like an option`, meant);
  }
  values.set(known.name, token.value);
  if (known.repeats === true) many.set(known.name, [...(many.get(known.name) ?? []), token.value]);
}

function unknownOption(token: OptionToken, options: readonly OptionDefinition[], command: Command): Error {
  const names = options.map((option) => option.name);
  const hint = didYouMean(token.name, names, "--") ?? seeHelp(command);
  return usageFault(`tocsin ${command.name} has no option ${token.rawName}`, hint);
}

const seeHelp = (command: Command): string => `See tocsin ${command.name} --help.`;
