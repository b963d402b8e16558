import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { architecturePage, importPicture } from "./picture/architecture-page.ts";
import { withPicture } from "./picture/page-marks.ts";
import { readText, repositoryRoot } from "./support/repository.ts";

const page = readText(architecturePage);
const picture = importPicture(repositoryRoot);

const foldersOf = (path: string): readonly string[] =>
  readdirSync(join(repositoryRoot, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

test("the picture is byte for byte what `pnpm generate` draws", () => {
  expect(withPicture(architecturePage, page, picture)).toBe(page);
});

/** Folders that the text names as `model/`. */
const told = [...page.matchAll(/`([\w-]+)\/`/g)].map(([, folder]) => folder);

test.each(foldersOf("packages/core/src"))("core's folder %s is drawn, and told in the text", (folder) => {
  expect(picture).toContain(`["${folder}"]`);
  expect(told).toContain(folder);
});

test("the text tells of no folder that core does not have", () => {
  expect(foldersOf("packages/core/src")).toEqual(expect.arrayContaining(told));
});

test.each(["packages", "services"].flatMap((parent) => foldersOf(parent).map((name) => `${parent}/${name}`)))(
  "%s is drawn",
  (folder) => {
    expect(picture).toContain(`["${folder}"]`);
  },
);

test("a picture goes between the marks and changes nothing beside it", () => {
  const drawn = withPicture(architecturePage, page, "flowchart BT");
  expect(drawn).toContain("```mermaid\nflowchart BT\n```");
  expect(withPicture(architecturePage, drawn, picture)).toBe(page);
});

test("a page without the marks is refused", () => {
  expect(() => withPicture("docs/bare.md", "# A page", picture)).toThrow("docs/bare.md");
});
