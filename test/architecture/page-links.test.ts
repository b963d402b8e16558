import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { filesUnder, packageFolders, readText, repositoryRoot } from "./support/repository.ts";

/** A page without what it shows as code in blocks. */
const prose = (text: string): string => text.replaceAll(/^( *)```[\s\S]*?^\1```/gm, "");

/** Where the links of a page lead, without those to other hosts and to its own headings. */
function linkedFiles(text: string): readonly string[] {
  return [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target.replace(/#.*$/, ""))
    .filter((target) => target !== "" && !/^[a-z]+:/.test(target));
}

const places = ["packages", "services", "examples", "test", "infra", "docs", ".ci", ".changeset"].join("|");

/** Files and folders of the repository that a page names in code, as `packages/core/src/pipeline/detection.ts`. */
function namedFiles(text: string): readonly string[] {
  return [...prose(text).matchAll(/`([^`\s]+)`/g)]
    .map(([, name = ""]) => name)
    .filter((name) => new RegExp(`^\\.?(${places})/[\\w./-]+$`).test(name));
}

const exists = (path: string): boolean => existsSync(join(repositoryRoot, path));

/** The package that a page belongs to: its `test/…` is that package's. */
const packageOf = (page: string): string =>
  packageFolders().findLast((folder) => folder !== "" && page.startsWith(`${folder}/`)) ?? "";

function deadEnds(page: string, text: string): readonly string[] {
  const links = linkedFiles(text).filter((target) => !exists(join(dirname(page), target)));
  // The history may name what is gone by now.
  const names = page === "CHANGELOG.md" ? [] : namedFiles(text);
  return [...links, ...names.filter((name) => !exists(name) && !exists(join(packageOf(page), name)))];
}

const pages = filesUnder().filter((file) => file.endsWith(".md") && !file.startsWith(".changeset/"));

test("pages are found", () => {
  expect(pages).toContain("README.md");
  expect(pages).toContain("docs/decisions/README.md");
});

test.each(pages)("%s leads to and names only files that are there", (page) => {
  expect(deadEnds(page, readText(page))).toEqual([]);
});

describe("a dead end is found:", () => {
  test.each([
    ["[a](gone.md)", "gone.md"],
    ["[a](packages/core/gone.md#part)", "packages/core/gone.md"],
    ["see `packages/core/src/gone/`", "packages/core/src/gone/"],
    ["`test/gone.test.ts` tries it", "test/gone.test.ts"],
  ])("%s", (text, target) => {
    expect(deadEnds("ARCHITECTURE.md", text)).toEqual([target]);
  });
});

test.each([
  "[a](README.md)",
  "[a](README.md#replay-your-own-outage)",
  "[a](https://example.org/gone)",
  "[a](#here)",
  "`packages/core`",
  "`packages/*/src`",
  "`test`",
  "```sh\ncat packages/core/gone.md\n```",
])("%j is no dead end", (text) => {
  expect(deadEnds("ARCHITECTURE.md", text)).toEqual([]);
});

test("every package and service has a page of its own, and the contributors' pages are reached from the README", () => {
  const withPage = packageFolders().filter((folder) => /^(packages|services)\//.test(folder));
  expect(withPage.filter((folder) => !exists(`${folder}/README.md`))).toEqual([]);
  const reached = linkedFiles(readText("README.md"));
  expect(reached).toEqual(
    expect.arrayContaining(["ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/glossary.md"]),
  );
});
