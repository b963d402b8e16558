import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const versionIn = (path: string): string =>
  (JSON.parse(readFileSync(path, "utf8")) as { readonly version: string }).version;
const version = versionIn(join(root, "package.json"));

test.each(globSync("{packages,services,examples}/*/package.json", { cwd: root }))(
  "%s has the version of the root",
  (manifest) => {
    expect(versionIn(join(root, manifest))).toBe(version);
  },
);

test("the newest part of the changelog is of the version that is there", () => {
  const told = /^## (\S+)$/m.exec(readFileSync(join(root, "CHANGELOG.md"), "utf8"))?.[1];
  expect(told).toBe(version);
});

test.each(globSync(".changeset/*.md", { cwd: root }))(
  "%s says how much the version of Tocsin is raised, and why",
  (changeset) => {
    const text = readFileSync(join(root, changeset), "utf8");
    expect(text).toMatch(/^---\n"tocsin": (patch|minor|major)\n---\n\n\S/);
  },
);

describe("spread-version", () => {
  const folders: string[] = [];
  afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

  function spread(files: Readonly<Record<string, string>>) {
    const folder = mkdtempSync(join(tmpdir(), "tocsin-release-"));
    folders.push(folder);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const script = join(root, "infra/release/spread-version.ts");
    const { status, stderr } = spawnSync(process.execPath, [script], { cwd: folder, encoding: "utf8" });
    return { status, stderr, read: (path: string) => readFileSync(join(folder, path), "utf8") };
  }

  const workspace = {
    "package.json": `{ "version": "7.8.9" }`,
    "packages/core/package.json": `{\n  "name": "core",\n  "version": "1.0.0",\n  "dependencies": { "version": "1.0.0" }\n}\n`,
    "test/package.json": `{ "version": "1.0.0" }`,
    Dockerfile: `LABEL org.opencontainers.image.version="1.0.0" \\\n  org.opencontainers.image.licenses="Apache-2.0"\n`,
    "infra/package/Dockerfile": `LABEL org.opencontainers.image.version="1.0.0"\n`,
  };

  test("gives every package and the image the version of the root, and changes nothing else", () => {
    const { status, read } = spread(workspace);
    expect(status).toBe(0);
    expect(read("packages/core/package.json")).toBe(
      workspace["packages/core/package.json"].replace(`"1.0.0"`, `"7.8.9"`),
    );
    expect(read("test/package.json")).toBe(`{ "version": "7.8.9" }`);
    expect(read("Dockerfile")).toBe(workspace.Dockerfile.replace("1.0.0", "7.8.9"));
    expect(read("infra/package/Dockerfile")).toContain('version="7.8.9"');
  });

  test("a manifest without a version is told by its name", () => {
    const { status, stderr } = spread({ ...workspace, "packages/core/package.json": "{}" });
    expect([status, stderr]).toEqual([
      1,
      expect.stringContaining("packages/core/package.json names no version"),
    ]);
  });
});
