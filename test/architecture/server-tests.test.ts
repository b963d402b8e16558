import { globSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { onServers } from "../../vitest.config.ts";
import { importedPaths } from "./picture/imported-paths.ts";
import { filesUnder, readText, repositoryRoot } from "./support/repository.ts";

/** What asks for a server in a test file's stead. */
const asking = ["test/support/servers/use/use-shared.ts", "test/support/servers/use/use-own.ts"];

/** Whether a file reaches one that asks for servers; `imports` gives the files that a file imports. */
function asksForServers(
  file: string,
  imports: (file: string) => readonly string[],
  seen = new Set<string>(),
): boolean {
  if (asking.includes(file)) return true;
  seen.add(file);
  return imports(file).some((path) => !seen.has(path) && asksForServers(path, imports, seen));
}

const isFile = new Set(filesUnder());
const known = new Map<string, readonly string[]>();

function importsOf(file: string): readonly string[] {
  const paths =
    known.get(file) ??
    importedPaths(file, readText(file))
      .filter((path) => path.startsWith("."))
      .map((path) => join(dirname(file), path))
      .filter((path) => path.endsWith(".ts") && isFile.has(path));
  known.set(file, paths);
  return paths;
}

test("the project `servers` has the test files that ask for a server, and no other file does", () => {
  const testFiles = [...isFile].filter((file) => file.endsWith(".test.ts"));
  const listed = globSync(onServers, { cwd: repositoryRoot });
  expect(testFiles.filter((file) => asksForServers(file, importsOf))).toEqual(listed.toSorted());
});

test("a file that asks by way of another is found", () => {
  const imports: Readonly<Record<string, readonly string[]>> = {
    "a.test.ts": ["stores.ts"],
    "stores.ts": ["a.test.ts", "test/support/servers/use/use-own.ts"],
    "b.test.ts": ["b.ts"],
  };
  expect(["a.test.ts", "b.test.ts"].map((file) => asksForServers(file, (of) => imports[of] ?? []))).toEqual([
    true,
    false,
  ]);
});
