import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { generatedDocuments } from "../../scripts/documents.ts";

const root = join(import.meta.dirname, "../..");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
const documents = generatedDocuments(version);

test("the schema folder holds exactly the files that `pnpm generate` writes", () => {
  expect(readdirSync(join(root, "schema")).toSorted()).toEqual([...documents.keys()].toSorted());
});

test.each([...documents])("%s is byte for byte what `pnpm generate` writes", (name, text) => {
  expect(readFileSync(join(root, "schema", name), "utf8")).toBe(text);
});

test("generating twice gives the same bytes", () => {
  expect([...generatedDocuments(version)]).toEqual([...documents]);
});
