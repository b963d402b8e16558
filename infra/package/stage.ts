import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { type Manifest, manifestIn, packedManifest } from "./manifest.ts";
import { needsOf } from "./needs.ts";
import type { Published } from "./published.ts";
import { thirdPartyNotice } from "./third-party.ts";

export interface Staging {
  /** The checkout, built. */
  readonly root: string;
  /** Where the packages are put, each under its name. */
  readonly into: string;
  /** What is packed; null where it is not known. */
  readonly commit: string | null;
}

/** Puts what a package consists of into a folder of its own, ready for `npm pack`. Returns the folder. */
export function stage({ folder, isProgram }: Published, { root, into, commit }: Staging): string {
  const source = join(root, folder);
  const manifest = packedManifest(manifestIn(source), manifestIn(root));
  const target = join(into, manifest.name.replace("@", "").replace("/", "-"));
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  copyBuilt(source, target, isProgram ? withoutTypes : () => true);
  for (const [from, name] of [
    [root, "LICENSE"],
    [source, "README.md"],
  ] as const)
    cpSync(join(from, name), join(target, name));
  const packed = isProgram ? withNeedsInside(manifest, { root, source, target }) : manifest;
  for (const program of Object.values(packed.bin ?? {})) chmodSync(join(target, program), 0o755);
  writeManifest(target, {
    ...packed,
    ...(commit === null ? {} : { gitHead: commit }),
    publishConfig: { access: "public" },
  });
  return target;
}

interface Places {
  readonly root: string;
  readonly source: string;
  readonly target: string;
}

/** The program's manifest, after everything of this workspace was put under its `node_modules`. */
function withNeedsInside(manifest: Manifest, { root, source, target }: Places): Manifest {
  const { own, patched, others } = needsOf(root, source);
  for (const [name, from] of own) {
    const inside = join(target, "node_modules", name);
    copyBuilt(from, inside, withoutTypes);
    writeManifest(inside, packedManifest(manifestIn(from), manifestIn(root)));
  }
  for (const [name, from] of patched)
    cpSync(from, join(target, "node_modules", name), { recursive: true, dereference: true });
  writeFileSync(join(target, "THIRD-PARTY.md"), thirdPartyNotice([...patched.values()].map(manifestIn)));
  const inside = [...own.keys(), ...patched.keys()].toSorted();
  const versions = inside.map((name): [string, string] => [
    name,
    manifestIn(join(target, "node_modules", name)).version,
  ]);
  return {
    ...manifest,
    files: [...(manifest.files ?? []), "THIRD-PARTY.md"],
    // Nothing is promised to those who would import it: it is a program.
    exports: { "./package.json": "./package.json" },
    dependencies: { ...Object.fromEntries(versions), ...others },
    bundleDependencies: inside,
  };
}

const withoutTypes = (path: string): boolean => !path.endsWith(".d.ts");

/** What `files` of the manifest names, but what only helps to build. */
function copyBuilt(source: string, target: string, wanted: (path: string) => boolean): void {
  const { files = ["dist"] } = manifestIn(source);
  const paths = files.flatMap((file) => globSync(`${file}/**/*`, { cwd: source, withFileTypes: true }));
  for (const entry of paths.filter((found) => found.isFile())) {
    const from = join(entry.parentPath, entry.name);
    if (/\.(map|tsbuildinfo)$/.test(from) || !wanted(from) || isLeftOver(from)) continue;
    const to = join(target, from.slice(source.length));
    mkdirSync(dirname(to), { recursive: true });
    if (/\.(d\.ts|js)$/.test(from)) writeFileSync(to, asPacked(readFileSync(from, "utf8")));
    else cpSync(from, to);
  }
}

/** Whether the source of what was built is gone: the compiler does not take away what it once wrote. */
function isLeftOver(built: string): boolean {
  if (!built.includes("/dist/")) return false;
  const source = built.replace("/dist/", "/src/").replace(/(\.d\.ts|\.js)$/, "");
  return ![".ts", ".js"].some((ending) => existsSync(`${source}${ending}`));
}

/** No maps travel along; and a declaration names other declarations as every TypeScript finds them. */
const asPacked = (text: string): string =>
  text
    .replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n")
    .replaceAll(/(\bfrom |\bimport\()"(\.[^"]*)\.ts"/g, '$1"$2.js"');

const writeManifest = (folder: string, manifest: object): void =>
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
