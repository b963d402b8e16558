import type { CliIo } from "../io.ts";
import type { ParsedArguments } from "./parse.ts";

/** A flag (`takes` absent) or an option with a value, whose placeholder in the help `takes` is. */
export interface OptionDefinition {
  readonly name: string;
  readonly short?: string;
  readonly takes?: string;
  /** It may be given several times; its values are in `many`. */
  readonly repeats?: true;
  readonly means: string;
}

export interface Example {
  readonly run: string;
  readonly does: string;
}

/** A command as data: parsing, help and refusals of unknown options all follow from it. */
export interface Command {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** What follows the name in the usage line. */
  readonly usage: string;
  /** What the command does, a paragraph each. */
  readonly description: readonly string[];
  /** What the positional arguments are called, or null when the command takes none. */
  readonly positionals: string | null;
  readonly options: readonly OptionDefinition[];
  readonly examples: readonly Example[];
  /** What its exit codes mean, where it has more than 0 and 2. */
  readonly exits?: readonly { readonly code: number; readonly means: string }[];
  readonly run: (parsed: ParsedArguments, io: CliIo) => Promise<number>;
}

/** Every command has this one. */
export const helpOption: OptionDefinition = { name: "help", short: "h", means: "print this help" };
