import { type Completion, type Expected, firstWords, secondWords } from "./completions.ts";

/** A script for fish 3 or newer. */
export function fishCompletion(all: readonly Completion[]): string {
  const names = firstWords(all);
  const groups = [...secondWords(all)].flatMap(([word, kinds]) =>
    kinds.map(({ path, summary }) => {
      const second = path[1] as string;
      const others = kinds.map((kind) => kind.path[1]).join(" ");
      const when = `__fish_seen_subcommand_from ${word}; and not __fish_seen_subcommand_from ${others}`;
      return line(when, `-f -a ${quoted(second)} -d ${quoted(summary)}`);
    }),
  );
  return [
    "# Completion of tocsin for fish.",
    ...names.map(({ word, means }) => line("__fish_use_subcommand", `-f -a ${word} -d ${quoted(means)}`)),
    ...groups,
    ...all.flatMap(linesOf),
    "",
  ].join("\n");
}

const quoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

const line = (when: string, rest: string): string => `complete -c tocsin -n ${quoted(when)} ${rest}`;

function linesOf({ path, options, positional }: Completion): readonly string[] {
  const when = path.map((word) => `__fish_seen_subcommand_from ${word}`).join("; and ");
  const own = positional.kind === "words" ? [line(when, valueOf(positional))] : [];
  return [
    ...own,
    ...options.map(({ name, short, means, value }) => {
      const named = short === null ? `-l ${name}` : `-l ${name} -s ${short}`;
      return line(when, `${named} -d ${quoted(means)}${value === null ? "" : ` -r ${valueOf(value)}`}`);
    }),
  ];
}

function valueOf(value: Expected): string {
  if (value.kind === "words") return `-f -a ${quoted(value.words.join(" "))}`;
  if (value.kind === "folders") return "-f -a '(__fish_complete_directories)'";
  return value.kind === "files" ? "-F" : "-f";
}
