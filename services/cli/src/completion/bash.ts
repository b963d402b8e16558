import { type Completion, type Expected, firstWords, secondWords } from "./completions.ts";

/** A script for bash 3.2 or newer, which needs nothing else installed. */
export function bashCompletion(all: readonly Completion[]): string {
  const first = firstWords(all).map(({ word }) => word);
  return `# Completion of tocsin for bash.
_tocsin() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]}
  local options= words=
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${[...first, "--help", "--version"].join(" ")}" -- "$current"))
    return
  fi
  if [ "$command" = help ] && [ "$COMP_CWORD" -eq 2 ]; then
    COMPREPLY=($(compgen -W "${first.filter((word) => word !== "help").join(" ")}" -- "$current"))
    return
  fi
${[...secondWords(all)].map(([word, kinds]) => groupOf(word, kinds)).join("\n")}
  case "$command $previous" in
${all.flatMap(valuesOf).join("\n")}
  esac
  case $command in
${all.map(commandOf).join("\n")}
  esac
  if [ "\${current:0:1}" = - ]; then words=$options; fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _tocsin tocsin
`;
}

/** A command of two words, which takes the place of the first from then on. */
function groupOf(word: string, kinds: readonly Completion[]): string {
  return `  if [ "$command" = ${word} ]; then
    if [ "$COMP_CWORD" -eq 2 ]; then
      COMPREPLY=($(compgen -W "${kinds.map(({ path }) => path[1]).join(" ")} --help" -- "$current"))
      return
    fi
    command="${word} \${COMP_WORDS[2]}"
  fi`;
}

function valuesOf({ path, options }: Completion): readonly string[] {
  return options.flatMap(({ name, short, value }) => {
    if (value === null) return [];
    const names = [`--${name}`, ...(short === null ? [] : [`-${short}`])];
    const pattern = names.map((option) => `"${path.join(" ")} ${option}"`).join("|");
    return [`    ${pattern}) ${answer(value)} return ;;`];
  });
}

/** An empty answer lets bash complete files, which is what `-o default` says. */
function answer(value: Expected): string {
  if (value.kind === "words") return `COMPREPLY=($(compgen -W "${value.words.join(" ")}" -- "$current"));`;
  return value.kind === "folders" ? `COMPREPLY=($(compgen -d -- "$current"));` : "";
}

function commandOf({ path, options, positional }: Completion): string {
  const names = options.map(({ name }) => `--${name}`).join(" ");
  const words = positional.kind === "words" ? positional.words.join(" ") : "";
  return `    "${path.join(" ")}") options="${names}" words="${words}" ;;`;
}
