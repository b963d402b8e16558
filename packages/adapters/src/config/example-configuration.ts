import {
  type ConfigurationEntries,
  type ConfigurationKey,
  type ConfigurationLeaf,
  configurationKeys,
  type ConfigurationSection,
} from "./configuration-keys.ts";
import { environmentVariable } from "./environment.ts";
import { yamlValue } from "./yaml-value.ts";

const width = 100;

const head = [
  "# Tocsin's configuration. Every key, with its default.",
  "# Made from the schema by `pnpm generate`; a copy may be changed, this file is overwritten.",
  "#",
  "# A line that begins with `#` and a key, without a space, is a key that has no default: it is absent unless you",
  "# take the `#` away. The variable named with a key overrides the file; lists are written with commas in it.",
  "# Files are named from the folder of this file; in a variable, from the folder where Tocsin was started.",
  "# `tocsin check --config FILE` says what is wrong, `tocsin run --print-config` what is in force and whence.",
];

/** A configuration file that documents every key and says what the defaults say. */
export function exampleConfiguration(): string {
  return `${[...head, ...sectionLines(configurationKeys())].join("\n")}\n`;
}

/** `isAbsent`: the section in which they stand is commented out as a whole. */
function sectionLines(keys: readonly ConfigurationKey[], isAbsent = false): readonly string[] {
  return keys.flatMap((key, at) => {
    const apart = at === 0 && key.path.length > 1 ? [] : [""];
    return [...apart, ...linesOf(key, isAbsent)];
  });
}

function linesOf(key: ConfigurationKey, isAbsent: boolean): readonly string[] {
  switch (key.kind) {
    case "leaf":
      return leafLines(key);
    case "entries":
      return entriesLines(key, isAbsent);
    case "section":
      return keyedSection(key);
  }
}

/** Commented out as a whole, if its section is not: with nothing in it a list is as if it was not there. */
function entriesLines(
  { path, description, keys, example, exampleName }: ConfigurationEntries,
  isAbsent: boolean,
): readonly string[] {
  const lines = Object.entries(example).map(([name, value]) => `${name}: ${yamlValue(value)}`);
  const entry =
    exampleName === null
      ? lines.map((line, at) => `${at === 0 ? "  - " : "    "}${line}`)
      : [`  ${exampleName}:`, ...lines.map((line) => `    ${line}`)];
  const body = [`${path.at(-1) ?? ""}:`, ...entry];
  return [
    ...commented([
      description,
      exampleName === null
        ? "A list of entries; default `[]`. No variable gives it. In an entry:"
        : "Entries by name; default `{}`. No variable gives them. In an entry:",
      ...keys.map((leaf) => `- ${leaf.path.join(".")}: ${leaf.description} ${limits(leaf)}`),
    ]),
    ...(isAbsent ? body : body.map((line) => `#${line}`)),
  ];
}

/** A section that may be absent is commented out as a whole, its lines indented as they stand without the `#`. */
function keyedSection(section: ConfigurationSection): readonly string[] {
  const comment = commented([section.description]);
  const name = `${section.path.at(-1) ?? ""}:`;
  const isAbsent =
    section.optional || section.keys.every((key) => key.kind !== "section" && isAbsentByDefault(key));
  const inner = sectionLines(section.keys, isAbsent).map((line) => (line === "" ? "" : `  ${line}`));
  const body = [name, ...inner];
  return [...comment, ...(isAbsent ? body.map((line) => (line === "" ? "" : `#${line}`)) : body)];
}

function leafLines(leaf: ConfigurationLeaf): readonly string[] {
  const { path, description, defaultValue, example } = leaf;
  const line = `${path.at(-1) ?? ""}: ${yamlValue(defaultValue ?? example ?? "")}`;
  return [
    ...commented([description, `${limits(leaf)} ${environmentVariable(path)}`]),
    isAbsentByDefault(leaf) ? `#${line}` : line,
  ];
}

const isAbsentByDefault = (key: ConfigurationLeaf | ConfigurationEntries): boolean =>
  key.kind === "entries" || (key.defaultValue === null && !isRequired(key));

/** Keys without which their own section means nothing. */
function isRequired({ path }: ConfigurationLeaf): boolean {
  return path[1] === "sasl" && (path[2] === "mechanism" || path[2] === "username");
}

function limits({ type, minimum, maximum, choices, defaultValue }: ConfigurationLeaf): string {
  const what = {
    text: "Text",
    list: "A list",
    boolean: "true or false",
    whole: "A whole number",
    number: "A number",
  }[type];
  const range = minimum === null || maximum === null ? "" : ` from ${minimum} to ${maximum}`;
  const kind = choices === null ? `${what}${range}` : `One of ${choices.join(", ")}`;
  return defaultValue === null ? `${kind}.` : `${kind}; default \`${yamlValue(defaultValue)}\`.`;
}

/** Paragraphs as comment lines of at most the width. */
function commented(paragraphs: readonly string[]): readonly string[] {
  return paragraphs.flatMap((paragraph) => {
    const lines: string[] = [];
    for (const word of paragraph.split(" ")) {
      const last = lines.at(-1);
      if (last === undefined || last.length + word.length + 1 > width) lines.push(`# ${word}`);
      else lines[lines.length - 1] = `${last} ${word}`;
    }
    return lines;
  });
}
