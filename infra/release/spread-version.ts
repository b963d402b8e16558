/**
 * Gives every package of the workspace and the images the version of the root's manifest, which changesets raise: all
 * parts of Tocsin have one version. Run in the root of a checkout: `node infra/release/spread-version.ts`.
 */
import { globSync, readFileSync, writeFileSync } from "node:fs";
import process from "node:process";

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { readonly version: string };

function write(path: string, before: RegExp, after: string): void {
  const text = readFileSync(path, "utf8");
  if (!before.test(text)) throw new Error(`${path} names no version`);
  writeFileSync(path, text.replace(before, after));
}

const manifests = globSync([
  "packages/*/package.json",
  "services/*/package.json",
  "examples/*/package.json",
  "test/package.json",
]);
for (const manifest of manifests) write(manifest, /"version": "[^"]*"/, `"version": "${version}"`);
for (const image of ["Dockerfile", "infra/package/Dockerfile"])
  write(image, /(image\.version=)"[^"]*"/, `$1"${version}"`);
process.stdout.write(`${manifests.length} manifests and the images say ${version}\n`);
