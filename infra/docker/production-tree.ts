/**
 * Copies what the image runs to a folder: the workspace's installed production packages, and of every package of the
 * workspace its manifest, its `dist` and its links to what it needs. Sources, tests and declarations stay behind.
 * Run in a checkout that was built and then installed with `--prod`: `node infra/docker/production-tree.ts FOLDER`.
 */
import { cpSync, existsSync, globSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

const [target] = process.argv.slice(2);
if (target === undefined) throw new Error("say to which folder the tree is to be copied");

const parts = ["node_modules", "package.json", "dist", "outages"];
const packages = globSync(["packages/*", "services/*"]).filter((folder) => existsSync(join(folder, "dist")));
const paths = packages.flatMap((folder) => parts.map((part) => join(folder, part)));
const builtOnly = /\.(d\.ts|map|tsbuildinfo)$/;

for (const path of ["package.json", "node_modules", ...paths].filter((path) => existsSync(path)))
  cpSync(path, join(target, path), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => source.includes("node_modules") || !builtOnly.test(source),
  });
