import { readdirSync, readFileSync } from "node:fs";

const source = new URL("../../src/", import.meta.url);

/** DETECTION.md as it stands. */
export const detectionDocument = (): string =>
  readFileSync(new URL("../../DETECTION.md", import.meta.url), "utf8");

export interface SourceText {
  /** Relative to `src`, with `/` between the parts. */
  readonly path: string;
  readonly text: string;
}

/** Every source file of this package. */
export const sourceTexts = (): readonly SourceText[] =>
  readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => path.replaceAll("\\", "/"))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(new URL(path, source), "utf8") }));

/** Numbers of the rules in the order of the document's headings. */
export const rulesOf = (document: string): readonly number[] =>
  [...document.matchAll(/^### Rule (\d+): \S/gm)].map(([, number]) => Number(number));

export interface Citations {
  readonly rules: readonly number[];
  /** Citations of another form than `rule N`, as they stand in the text. */
  readonly malformed: readonly string[];
}

/** What rules were called elsewhere: by letters, by sections of other texts, several at once. */
const malformedForm =
  /\b(?:(?:[Dd]etection|[Ii]nterface|[Dd]esign) rules?\b.{0,6}|[Dd]etection \d+\.\d+|[Dd]esign \d[\d.]*|[Rr]ules? (?:[A-Z]\b|["'“‘`].{0,12})|[Rr]ules \d+|[Rr]ule \d+\.\d+)/g;

/** Citations in a source text, also those that a comment breaks over two lines. */
export function citationsOf(text: string): Citations {
  const line = text.replace(/\s*\n\s*(?:\*(?!\/)|\/\/)?\s*/g, " ");
  return {
    rules: [...line.matchAll(/\brule (\d+)\b/gi)].map(([, number]) => Number(number)),
    malformed: line.match(malformedForm) ?? [],
  };
}

/** `name = value` of each constant that the document gives in a code span. */
export const constantsTold = (document: string): readonly string[] =>
  [...document.matchAll(/`([A-Za-z]\w+ = [^`]+)`/g)].map(([, constant = ""]) => constant);

const declaration = /^\s*(?:export )?const (\w+)(?:: [^=]+)? = ([^;]+?)(?: as const)?;/gm;
const numeric = /^(?:\[[-\d._e, ]+\]|Math\.log\([\d.]+\)|-?\d[\d._]*(?:e-?\d+)?(?: [-+*/] [\d._]+)*)$/;

/** `name = value` of each constant number, or list of numbers, that a source text declares. */
export const constantsDeclared = (text: string): readonly string[] =>
  [...text.matchAll(declaration)]
    .filter(([, , value = ""]) => numeric.test(value))
    .map(([, name, value]) => `${name} = ${value}`);
