import {
  type Completion,
  type Expected,
  firstWords,
  type OptionCompletion,
  secondWords,
} from "./completions.ts";

/** A script for zsh: to be sourced behind `compinit`, or put as `_tocsin` into a folder of `fpath`. */
export function zshCompletion(all: readonly Completion[]): string {
  const groups = secondWords(all);
  const cases = [
    ...all.filter(({ path }) => path.length === 1).map((command) => `    ${caseOf(command)}`),
    ...[...groups].map(([word, kinds]) => groupOf(word, kinds)),
  ];
  return `#compdef tocsin
# Completion of tocsin for zsh.
_tocsin() {
  local -a entries
  if (( CURRENT == 2 )); then
    entries=(${firstWords(all)
      .map(({ word, means }) => entry(word, means))
      .join(" ")})
    _describe command entries
    return
  fi
  case $words[2] in
    help) entries=(${firstWords(all)
      .map(({ word, means }) => entry(word, means))
      .join(" ")}); _describe command entries ;;
${cases.join("\n")}
  esac
}
compdef _tocsin tocsin
`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const entry = (word: string, means: string): string => quoted(`${word}:${means.replaceAll(":", "\\:")}`);

function groupOf(word: string, kinds: readonly Completion[]): string {
  const entries = kinds.map(({ path, summary }) => entry(path[1] as string, summary)).join(" ");
  return `    ${word})
      if (( CURRENT == 3 )); then
        entries=(${entries})
        _describe kind entries
        return
      fi
      shift words; (( CURRENT-- ))
      case $words[2] in
${kinds.map((kind) => `        ${caseOf(kind)}`).join("\n")}
      esac ;;`;
}

/** The words before the options of the command are taken away, as `_arguments` expects it. */
function caseOf({ path, options, positional }: Completion): string {
  const specs = [...options.flatMap(specsOf), quoted(`*:argument:${actionOf(positional)}`)];
  return `${path.at(-1)}) shift words; (( CURRENT-- )); _arguments ${specs.join(" ")} ;;`;
}

function specsOf({ name, short, means, value }: OptionCompletion): readonly string[] {
  const text = means.replace(/[[\]\\:]/g, "\\$&");
  const rest = `[${text}]${value === null ? "" : `:value:${actionOf(value)}`}`;
  return [`--${name}`, ...(short === null ? [] : [`-${short}`])].map((option) => quoted(`${option}${rest}`));
}

function actionOf(value: Expected): string {
  if (value.kind === "words") return `(${value.words.join(" ")})`;
  if (value.kind === "anything") return " ";
  return value.kind === "files" ? "_files" : "_files -/";
}
