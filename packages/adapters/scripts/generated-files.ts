import { exampleConfiguration } from "../src/config/example-configuration.ts";
import { builtInTopicsFile } from "./built-in-topics-file.ts";
import { observeReadme } from "./observe-readme.ts";

/** Every generated file by its path from the root of the repository. The same sources give the same bytes. */
export function generatedFiles(): ReadonlyMap<string, string> {
  return new Map([
    ["infra/tocsin.example.yaml", exampleConfiguration()],
    ["packages/adapters/src/observe/README.md", observeReadme()],
    ["packages/adapters/src/kafka/topics/built-in-topics.ts", builtInTopicsFile()],
  ]);
}
