import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import { type Manifest, manifestOf, packageFolders, sourceFiles } from "./support/repository.ts";

/** An exact version, or a package of this workspace. No range, tag, address or catalogue. */
const pinned = /^(workspace:\*|\d+\.\d+\.\d+(-[\w.]+)?)$/;

function unpinned(manifest: Manifest): readonly string[] {
  const kinds = [
    manifest.dependencies,
    manifest.devDependencies,
    manifest.peerDependencies,
    manifest.optionalDependencies,
  ];
  return kinds
    .flatMap((kind) => Object.entries(kind ?? {}))
    .filter(([, version]) => !pinned.test(version))
    .map(([name, version]) => `${name}@${version}`);
}

const runtimeDependencies = (folder: string): readonly string[] => {
  const { dependencies, peerDependencies, optionalDependencies } = manifestOf(folder);
  return Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });
};

const folders = packageFolders().map((folder) => ({ folder, place: folder === "" ? "the root" : folder }));

describe.each(folders)("$place", ({ folder }) => {
  test("pins every dependency to one version", () => {
    expect(unpinned(manifestOf(folder))).toEqual([]);
  });

  test("is named after its folder", () => {
    const expected = folder === "" ? "tocsin" : `@tocsin/${basename(folder)}`;
    expect(manifestOf(folder).name).toBe(expected);
  });
});

test.each([
  "^1.2.3",
  "~1.2.3",
  "1.2",
  "1.x",
  "latest",
  "*",
  ">=1.0.0",
  "workspace:^",
  "github:a/b",
  "file:../a",
  "1.2.3 || 2.0.0",
])("%s is not pinned", (version) => {
  expect(unpinned({ name: "a", devDependencies: { b: version } })).toEqual([`b@${version}`]);
});

test("the package manager is pinned", () => {
  expect(manifestOf("").packageManager).toMatch(/^pnpm@\d+\.\d+\.\d+$/);
});

test("contracts needs zod and nothing else", () => {
  expect(runtimeDependencies("packages/contracts")).toEqual(["zod"]);
});

test("core needs simple-statistics and nothing else", () => {
  expect(runtimeDependencies("packages/core")).toEqual(["simple-statistics"]);
});

test("core has no development dependencies by which a test tool could slip into it", () => {
  expect(manifestOf("packages/core").devDependencies ?? {}).toEqual({});
});

test("the log needs contracts and core, and no client of any server", () => {
  expect(runtimeDependencies("packages/log").toSorted()).toEqual(["@tocsin/contracts", "@tocsin/core"]);
});

test("adapters need contracts, core, formats and log but no service", () => {
  const own = runtimeDependencies("packages/adapters").filter((name) => name.startsWith("@tocsin/"));
  expect(own.toSorted()).toEqual(["@tocsin/contracts", "@tocsin/core", "@tocsin/formats", "@tocsin/log"]);
});

test.each(["intake", "detector", "recorder", "notifier"])(
  "the %s needs no other worker and not the command",
  (worker) => {
    const own = runtimeDependencies(`services/${worker}`).filter((name) => name.startsWith("@tocsin/"));
    const packages = [
      "@tocsin/adapters",
      "@tocsin/contracts",
      "@tocsin/core",
      "@tocsin/formats",
      "@tocsin/log",
    ];
    expect(packages).toEqual(expect.arrayContaining(own));
  },
);

test("the report needs contracts and core but no adapter and no service", () => {
  const own = runtimeDependencies("packages/report").filter((name) => name.startsWith("@tocsin/"));
  expect(own.toSorted()).toEqual(["@tocsin/contracts", "@tocsin/core"]);
});

test("worlds need the contracts alone: what is measured in them has no part in making them", () => {
  expect(runtimeDependencies("packages/worlds")).toEqual(["@tocsin/contracts"]);
});

test("scenarios need no core: what judges a reconstruction has no part in making it", () => {
  const own = runtimeDependencies("packages/scenarios").filter((name) => name.startsWith("@tocsin/"));
  expect(own.toSorted()).toEqual(["@tocsin/contracts", "@tocsin/worlds"]);
});

test("outages need no core either", () => {
  const own = runtimeDependencies("packages/outages").filter((name) => name.startsWith("@tocsin/"));
  expect(own.toSorted()).toEqual(["@tocsin/contracts", "@tocsin/scenarios"]);
});

test("formats need the contracts alone, and the libraries that decode", () => {
  expect(runtimeDependencies("packages/formats").toSorted()).toEqual([
    "@tocsin/contracts",
    "csv-parse",
    "protobufjs",
    "snappyjs",
  ]);
});

const vagueNames: ReadonlySet<string> = new Set([
  "utils",
  "util",
  "lib",
  "common",
  "helpers",
  "helper",
  "shared",
  "misc",
]);

const nameParts = (file: string): readonly string[] => file.replace(/^.*?\/src\//, "").split(/[/.]/);

test("no file or folder of the sources has a name that says nothing", () => {
  const sources = sourceFiles();
  expect(sources).not.toHaveLength(0);
  expect(sources.filter((file) => nameParts(file).some((part) => vagueNames.has(part)))).toEqual([]);
});
