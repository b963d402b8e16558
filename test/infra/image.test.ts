import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const dockerfile = readFileSync(join(root, "Dockerfile"), "utf8");
/** Of the whole installation, and of the packed command alone. */
const dockerfiles = [dockerfile, readFileSync(join(root, "infra/package/Dockerfile"), "utf8")];
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  readonly version: string;
  readonly packageManager: string;
};

test("the image is made by the pinned package manager and bears the version of the package", () => {
  const managers = [...dockerfile.matchAll(/npx -y (\S+)/g)].map(([, name]) => name);
  expect(new Set(managers)).toEqual(new Set([manifest.packageManager]));
  for (const text of dockerfiles)
    expect(text).toContain(`org.opencontainers.image.version="${manifest.version}"`);
});

test.each(dockerfiles)("any builder can make an image, also one without BuildKit", (text) => {
  expect(text).not.toMatch(/^# ?syntax=|--mount|--chmod|--link|--parents|--exclude|<<-?["']?\w+/m);
});

test.each(dockerfiles)("an image runs as a user who is not root", (text) => {
  const last = text.slice(text.lastIndexOf("\nFROM "));
  expect([...last.matchAll(/^USER (\w+)$/gm)].map(([, user]) => user)).toEqual(["node"]);
});

test("the tree of the image holds manifests, built files and what they need, and nothing else", () => {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-tree-"));
  try {
    const files = [
      "package.json",
      "vitest.config.ts",
      "node_modules/.pnpm/zod@1.0.0/node_modules/zod/index.d.ts",
      "packages/core/package.json",
      "packages/core/dist/index.js",
      "packages/core/dist/index.js.map",
      "packages/core/dist/index.d.ts",
      "packages/core/dist/.tsbuildinfo",
      "packages/core/src/index.ts",
      "packages/core/test/index.test.ts",
      "packages/unbuilt/package.json",
      "services/cli/package.json",
      "services/cli/dist/main.js",
    ];
    for (const file of files) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), "");
    }
    mkdirSync(join(folder, "services/cli/node_modules/@tocsin"), { recursive: true });
    symlinkSync("../../../../packages/core", join(folder, "services/cli/node_modules/@tocsin/core"));
    const script = join(root, "infra/docker/production-tree.ts");
    const ran = spawnSync(process.execPath, [script, "tree"], { cwd: folder, encoding: "utf8" });
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    const made = filesUnder(join(folder, "tree"), "");
    expect([...made].toSorted()).toEqual([
      "node_modules/.pnpm/zod@1.0.0/node_modules/zod/index.d.ts",
      "package.json",
      "packages/core/dist/index.js",
      "packages/core/package.json",
      "services/cli/dist/main.js",
      "services/cli/node_modules/@tocsin/core",
      "services/cli/package.json",
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Paths of files and links; links are not followed. */
function filesUnder(folder: string, path: string): readonly string[] {
  return readdirSync(join(folder, path), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesUnder(folder, join(path, entry.name)) : [join(path, entry.name)],
  );
}
