import { execFileSync } from "node:child_process";
import {
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { parseSync } from "oxc-parser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { metadataFaults } from "../../infra/package/check/metadata.ts";
import { manifestIn } from "../../infra/package/manifest.ts";
import { build } from "../../infra/package/pack.ts";
import { published } from "../../infra/package/published.ts";
import { stage } from "../../infra/package/stage.ts";

const root = join(import.meta.dirname, "../..");
const commit = "0123456789012345678901234567890123456789";
const into = mkdtempSync(join(tmpdir(), "tocsin-packed-"));
const staged = new Map<string, string>();

beforeAll(() => {
  build(root);
  for (const one of published) staged.set(one.folder, stage(one, { root, into, commit }));
}, 300_000);
afterAll(() => rmSync(into, { recursive: true, force: true }));

const folderOf = (source: string): string => staged.get(source) as string;
const filesIn = (folder: string): readonly string[] =>
  globSync("**/*", { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));

/** What a module imports or passes on. */
function specifiersIn(text: string): readonly string[] {
  const { staticImports, staticExports } = parseSync("module.js", text).module;
  const reexports = staticExports.flatMap(({ entries }) =>
    entries.map(({ moduleRequest }) => moduleRequest?.value),
  );
  return [...staticImports.map(({ moduleRequest }) => moduleRequest.value), ...reexports].filter(
    (name) => name !== undefined,
  );
}

describe.each(published)("the package of $folder", ({ folder }) => {
  test("is what npm expects of a package", async () => {
    expect(await metadataFaults(folderOf(folder))).toEqual([]);
  });

  test("has its licence, its read-me, the Node it needs and the commit it is made of, and is not private", () => {
    const manifest = JSON.parse(readFileSync(join(folderOf(folder), "package.json"), "utf8")) as object;
    expect(manifest).toMatchObject({
      license: "Apache-2.0",
      engines: manifestIn(root).engines,
      gitHead: commit,
      publishConfig: { access: "public" },
    });
    expect(manifest).not.toHaveProperty("private");
    expect(manifest).not.toHaveProperty("devDependencies");
    expect(filesIn(folderOf(folder))).toEqual(expect.arrayContaining(["LICENSE", "README.md"]));
  });

  test("holds no sources, no maps and no way to sources", () => {
    const own = filesIn(folderOf(folder)).filter((file) => !file.startsWith("node_modules/kafkajs/"));
    expect(own.filter((file) => /(?<!\.d)\.ts$|\.map$|\.tsbuildinfo$/.test(file))).toEqual([]);
    for (const file of own.filter((name) => name.endsWith("package.json")))
      expect(readFileSync(join(folderOf(folder), file), "utf8")).not.toMatch(/"source"|workspace:|\/src\//);
  });
});

describe("the contracts", () => {
  test("come with every JSON Schema, and with declarations that name declarations", () => {
    const files = filesIn(folderOf("packages/contracts"));
    const schemas = globSync("schema/*", { cwd: join(root, "packages/contracts") });
    expect(files).toEqual(expect.arrayContaining(schemas));
    for (const file of files.filter((name) => name.endsWith(".d.ts")))
      expect(readFileSync(join(folderOf("packages/contracts"), file), "utf8")).not.toMatch(/"\.[^"]*\.ts"/);
  });
});

describe("the program", () => {
  const folder = (): string => folderOf("services/cli");

  test("can be run, and is no library", () => {
    const { bin, exports } = manifestIn(folder());
    expect(bin).toEqual({ tocsin: "./dist/main.js" });
    expect(statSync(join(folder(), "dist/main.js")).mode & 0o111).toBe(0o111);
    expect(readFileSync(join(folder(), "dist/main.js"), "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(exports).toEqual({ "./package.json": "./package.json" });
  });

  test("needs nothing that its manifest does not name", () => {
    const { dependencies = {} } = manifestIn(folder());
    const files = filesIn(folder()).filter(
      (file) => file.endsWith(".js") && !file.startsWith("node_modules/kafkajs/"),
    );
    const imported = new Set(
      files
        .flatMap((file) => specifiersIn(readFileSync(join(folder(), file), "utf8")))
        .filter((name) => !name.startsWith(".") && !isBuiltin(name))
        .map((name) => name.split("/", name.startsWith("@") ? 2 : 1).join("/")),
    );
    expect(imported.size).toBeGreaterThan(10);
    expect([...imported].filter((name) => dependencies[name] === undefined)).toEqual([]);
  });

  test("carries all of this workspace, what we patched as we patched it, and its licence", () => {
    const { bundleDependencies = [] } = manifestIn(folder());
    expect(bundleDependencies).toEqual(
      expect.arrayContaining(["@tocsin/core", "@tocsin/scenarios", "kafkajs"]),
    );
    for (const name of bundleDependencies)
      expect(manifestIn(join(folder(), "node_modules", name)).name).toBe(name);
    const patched = readFileSync(
      join(folder(), "node_modules/kafkajs/src/consumer/filterAbortedMessages.js"),
      "utf8",
    );
    expect(patched).toContain("isControlRecord");
    expect(filesIn(folder())).toContain("node_modules/kafkajs/LICENSE");
    expect(readFileSync(join(folder(), "THIRD-PARTY.md"), "utf8")).toMatch(/\| kafkajs +\| 2\.2\.4 +\| MIT/);
  });

  test("carries the outage that its demo replays", () => {
    expect(filesIn(folder())).toContain("node_modules/@tocsin/outages/outages/2021-10-04.topology.yaml");
  });
});

describe("the outages", () => {
  const folder = (): string => folderOf("packages/outages");

  test("are a program that carries every scenario, and what makes telemetry of them", () => {
    const { bin, bundleDependencies = [] } = manifestIn(folder());
    expect(bin).toEqual({ "tocsin-outages": "./dist/main.js" });
    expect(bundleDependencies).toEqual(["@tocsin/contracts", "@tocsin/scenarios", "@tocsin/worlds"]);
    const scenarios = globSync("outages/**/*", { cwd: join(root, "packages/outages"), withFileTypes: true });
    const files = scenarios.filter((entry) => entry.isFile()).map(({ name }) => name);
    expect(filesIn(folder()).map((file) => file.split("/").at(-1))).toEqual(expect.arrayContaining(files));
  });

  test("write a recording, its topology and its labels where nothing else is", () => {
    const empty = join(into, "empty");
    mkdirSync(empty);
    // What others wrote is that of this checkout: an installation would bring it.
    symlinkSync(join(root, "packages/scenarios/node_modules/yaml"), join(folder(), "node_modules/yaml"));
    symlinkSync(join(root, "packages/scenarios/node_modules/zod"), join(folder(), "node_modules/zod"));
    const said = execFileSync(process.execPath, [join(folder(), "dist/main.js"), "write", "cascade"], {
      cwd: empty,
      encoding: "utf8",
    });
    expect(said).toContain("cascade.jsonl.gz");
    expect(readdirSync(empty).toSorted()).toEqual([
      "cascade.jsonl.gz",
      "cascade.labels.json",
      "cascade.topology.json",
    ]);
  });
});

test("a package that lies about its files is refused", async () => {
  const folder = join(into, "bad");
  mkdirSync(folder);
  const manifest = { name: "bad", version: "1.0.0", type: "module", exports: "./dist/none.js" };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  expect(await metadataFaults(folder)).not.toEqual([]);
});
