import { loadYamlFile, type Loaded } from "@tocsin/adapters/config";
import { CsvMapping } from "@tocsin/contracts";
import type { ParsedArguments } from "../../arguments/parse.ts";
import { ProcessFault } from "../../exit-codes.ts";
import { csvRequest } from "./request.ts";

/** The command line that a mapping stands for: its values, each under the name of its option. */
export function argumentsOf(
  positionals: readonly string[],
  { columns, perSecond, ...others }: CsvMapping,
): ParsedArguments {
  const values = Object.entries({ ...columns, ...others }).map(([name, value]): [string, string] => [
    optionOf(name),
    value,
  ]);
  const flags = new Set(perSecond === true ? ["per-second"] : []);
  return { positionals, values: new Map(values), many: new Map(), flags };
}

/** `errorRatio` in a file is `--error-ratio` on the command line. */
const optionOf = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The same command line with what the mapping says where it says nothing itself. */
export function withMapping(parsed: ParsedArguments, mapping: CsvMapping): ParsedArguments {
  const { values, flags } = argumentsOf(parsed.positionals, mapping);
  return {
    ...parsed,
    values: new Map([...values, ...parsed.values]),
    flags: new Set([...flags, ...parsed.flags]),
  };
}

/** A mapping from a file, refused also for what no table can hold, such as errors without requests. */
export const loadCsvMapping = (file: string): Promise<Loaded<CsvMapping>> =>
  loadYamlFile(file, CsvMapping, (mapping, source) => {
    try {
      csvRequest(argumentsOf(["-"], mapping));
      return [];
    } catch (error) {
      if (!(error instanceof ProcessFault)) throw error;
      const message = error.hint === null ? error.message : `${error.message}. ${error.hint}`;
      return [{ code: "config-schema", file: source.file, ...source.position([]), path: "", message }];
    }
  });
