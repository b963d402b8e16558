import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { importedPaths } from "./picture/imported-paths.ts";
import { filesUnder, manifestOf, readText } from "./support/repository.ts";

const files = new Set(filesUnder().filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts")));

/** Imports of types are gone before a program runs. */
const ofTypes = /^(?:import|export) type (?:\{[^}]*\}|\w+) from "[^"]+";$/gm;

const known = new Map<string, readonly string[]>();

function importsOf(file: string): readonly string[] {
  const paths =
    known.get(file) ??
    importedPaths(file, readText(file).replaceAll(ofTypes, "")).map((path) =>
      path.startsWith(".") ? join(dirname(file), path) : path,
    );
  known.set(file, paths);
  return paths;
}

/** The way from a file to vitest, file by file; undefined where there is none. */
function wayToVitest(
  file: string,
  imports: (file: string) => readonly string[],
  seen = new Set<string>(),
): readonly string[] | undefined {
  seen.add(file);
  for (const path of imports(file)) {
    if (path === "vitest" || path.startsWith("vitest/")) return [file, path];
    if (seen.has(path) || !files.has(path)) continue;
    const way = wayToVitest(path, imports, seen);
    if (way !== undefined) return [file, ...way];
  }
  return undefined;
}

/** What a file starts as a process or a worker thread of its own. */
function startedBy(file: string): readonly string[] {
  const started = readText(file).matchAll(/new URL\("([^"]+\.ts)", import\.meta\.url\)/g);
  return [...started].map(([, path = ""]) => join(dirname(file), path));
}

const ofScripts = Object.values(manifestOf("").scripts ?? {}).flatMap((script) =>
  [...script.matchAll(/\S+\.ts/g)].map(([path]) => path),
);
const programs = [...new Set([...ofScripts, ...[...files].flatMap((file) => startedBy(file))])].toSorted();

describe("a program that runs outside vitest", () => {
  test("the programs are found: those of scripts, and those that tests and benchmarks start", () => {
    expect(programs).toEqual(
      expect.arrayContaining(["test/faults/main.ts", "test/integration/kafka/member-process.ts"]),
    );
  });

  // vitest throws at its import there, so that the program ends before its first line.
  test.each(programs)("%s imports nothing that imports vitest", (program) => {
    expect(files.has(program)).toBe(true);
    expect(wayToVitest(program, importsOf)).toBeUndefined();
  });
});
