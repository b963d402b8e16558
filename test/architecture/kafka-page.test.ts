import { dirname } from "node:path";
import { expect, test } from "vitest";
import { kafkaFolder, kafkaPage, kafkaPicture } from "./picture/kafka-page.ts";
import { withPicture } from "./picture/page-marks.ts";
import { readModules } from "./picture/read-modules.ts";
import { sourceImports } from "./picture/source-imports.ts";
import { filesUnder, readText, repositoryRoot } from "./support/repository.ts";

const page = readText(kafkaPage);
const picture = kafkaPicture(repositoryRoot);
const modules = [...readModules(repositoryRoot, kafkaFolder).modules.keys()];

const isTopics = (file: string): boolean => file.startsWith(`${kafkaFolder}/topics/`);
const files = filesUnder(kafkaFolder).filter((file) => file.endsWith(".ts") && !isTopics(file));
const ownFiles = files.filter((file) => file !== `${kafkaFolder}/index.ts`);

test("the picture is byte for byte what `pnpm generate` draws", () => {
  expect(withPicture(kafkaPage, page, picture)).toBe(page);
});

test("there are modules and files to look at", () => {
  expect(modules).not.toHaveLength(0);
  expect(ownFiles).not.toHaveLength(0);
});

test.each(modules)("%s is drawn, and the table says what it owns", (module) => {
  expect(picture).toContain(`["${module}"]`);
  expect(page).toMatch(new RegExp(`^\\| \`${module}\` +\\| \\w`, "m"));
});

test("the table tells of no module that is not there", () => {
  const told = [...page.matchAll(/^\| `([\w./-]+)` /gm)].map(([, module = ""]) => module);
  expect(modules).toEqual(expect.arrayContaining(told));
});

/** What stands in the last column of the table, for each module that is a folder. */
const doors = [...page.matchAll(/^\| `([\w-]+\/)` .*\| ((?:`[\w.-]+`(?:, )?)+) +\|$/gm)].map(
  ([, module = "", names = ""]) => ({ module, names: names.replaceAll("`", "").split(", ") }),
);
const imports = sourceImports(repositoryRoot, "packages/adapters/src");

test("the table says of each folder what others import of it", () => {
  expect(doors.map(({ module }) => module).toSorted()).toEqual(modules.filter((name) => name.endsWith("/")));
});

test.each(doors)("of $module others import what the table says", ({ module, names }) => {
  const folder = `${kafkaFolder}/${module}`;
  const entries = imports.filter(({ from, to }) => to.startsWith(folder) && !from.startsWith(folder));
  expect([...new Set(entries.map(({ to }) => to.slice(folder.length)))].toSorted()).toEqual(names);
});

test.each(ownFiles)("%s is drawn, and says first what it owns", (file) => {
  const name = file.slice(file.lastIndexOf("/") + 1);
  expect(picture).toContain(`["${name}"]`);
  expect(readText(file)).toMatch(/^\/\*\*[^/]+\*\/\n(import|export)/);
});

test("a module is a file, or a folder of files without folders in it", () => {
  const folders = new Set(ownFiles.map((file) => dirname(file)));
  expect([...folders].filter((folder) => dirname(folder) !== kafkaFolder && folder !== kafkaFolder)).toEqual(
    [],
  );
});
