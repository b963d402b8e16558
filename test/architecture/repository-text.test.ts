import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { filesUnder, readText, repositoryRoot } from "./support/repository.ts";

/** Written in parts, so that this file does not hold what it looks for. */
const hidden = (...parts: readonly string[]): string => parts.join("");

const registryHost = new RegExp(
  hidden(
    "//[\\w.-]*(regist",
    "ry|verdac",
    "cio|artifac",
    "tory|nex",
    "us)[\\w-]*\\.|\\bregist",
    "ry\\.\\w+\\.(com|org|net|io|dev)\\b",
  ),
  "i",
);
const registrySetting = /^\s*(@[\w-]+:)?registry\s*=/m;
const absolutePath = new RegExp(
  hidden("(^|[\\s\"'`(=:,])/(wo", "rk|ro", "ot|ho", "me|Us", "ers|mn", "t|worksp", "ace)/"),
  "m",
);

function trouble(path: string, text: string): readonly string[] {
  return [
    registryHost.test(text) ? `${path} names a registry host` : "",
    path.endsWith(".npmrc") && registrySetting.test(text) ? `${path} sets a registry` : "",
    absolutePath.test(text) ? `${path} holds an absolute path of some machine` : "",
  ].filter((found) => found !== "");
}

const isText = (path: string): boolean => !readFileSync(join(repositoryRoot, path)).includes(0);

test("no file names a registry host or a path of the machine it was written on", () => {
  const files = filesUnder().filter(isText);
  expect(files).toContain("pnpm-lock.yaml");
  expect(files).toContain(".ci/run");
  expect(files.flatMap((path) => trouble(path, readText(path)))).toEqual([]);
});

test("the lock file holds versions and hashes but no address", () => {
  const lock = readText("pnpm-lock.yaml");
  expect(lock).toContain("integrity: sha512-");
  expect(lock).not.toMatch(/https?:\/\/|tarball:/);
});

test.each([
  hidden("tarball: https://regist", "ry.npmjs.org/zod/-/zod-4.0.0.tgz"),
  hidden("see http://npm.verdac", "cio.example/zod"),
  hidden("taken from regist", "ry.npmjs.org"),
  hidden('const recordings = "/wo', 'rk/data"'),
  hidden("cd /ro", "ot/project && ls"),
  hidden("path: /ho", "me/somebody/project"),
])("a text like %j is found", (text) => {
  expect(trouble("a.md", text)).toHaveLength(1);
});

test("a registry setting is found", () => {
  expect(trouble(".npmrc", "registry=https://example.org/")).toHaveLength(1);
});

test.each([
  "../shared/recordings",
  "a framework/work/in/progress",
  "the registry of zod schemas",
  "registry.services.length",
  "/tmp/out",
  "and/or",
])("a text like %j is let through", (text) => {
  expect(trouble("a.md", text)).toEqual([]);
});
