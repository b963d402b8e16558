import { type Command, helpOption } from "../arguments/command.ts";

/** What may stand at one place of a command line. */
export type Expected =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "files" }
  | { readonly kind: "folders" }
  /** A number, a time, a name: nothing that a shell could know. */
  | { readonly kind: "anything" };

export interface OptionCompletion {
  readonly name: string;
  readonly short: string | null;
  readonly means: string;
  /** Null for a flag. */
  readonly value: Expected | null;
}

/** One command, or one kind of `import`. */
export interface Completion {
  /** `["import", "csv"]`, of which the first is what follows `tocsin`. */
  readonly path: readonly string[];
  readonly summary: string;
  readonly positional: Expected;
  readonly options: readonly OptionCompletion[];
}

/** What a shell needs to know of the table of commands. */
export const completions = (commands: readonly Command[]): readonly Completion[] =>
  commands.map((command) => ({
    path: command.name.split(" "),
    summary: command.summary,
    positional: command.positionals === null ? { kind: "anything" } : expected(command.positionals),
    options: [...command.options, helpOption].map(({ name, short, means, takes }) => ({
      name,
      short: short ?? null,
      means,
      value: takes === undefined ? null : expected(takes),
    })),
  }));

/** Reads a placeholder: `bash|zsh|fish`, `FILE`, `DIR`, `RECORDING…`, `max|N`. */
function expected(placeholder: string): Expected {
  if (/^(FILE|RECORDING)\b/.test(placeholder)) return { kind: "files" };
  if (placeholder === "DIR") return { kind: "folders" };
  const words = placeholder.split("|").filter((word) => /^[a-z][a-z0-9-]*$/.test(word));
  return words.length === 0 ? { kind: "anything" } : { kind: "words", words };
}

/** Names of commands with what they do, `import` once. */
export function firstWords(
  all: readonly Completion[],
): readonly { readonly word: string; readonly means: string }[] {
  const one = all.filter(({ path }) => path.length === 1);
  const groups = new Set(all.filter(({ path }) => path.length > 1).map(({ path }) => path[0] as string));
  return [
    ...one.map(({ path, summary }) => ({ word: path[0] as string, means: summary })),
    ...[...groups].map((word) => ({ word, means: "turn telemetry of another tool into a recording" })),
    { word: "help", means: "tell about a command" },
  ];
}

/** The second words of commands that have two. */
export function secondWords(all: readonly Completion[]): ReadonlyMap<string, readonly Completion[]> {
  return Map.groupBy(
    all.filter(({ path }) => path.length > 1),
    ({ path }) => path[0] as string,
  );
}
