import { readFileSync } from "node:fs";
import { join } from "node:path";

type Names = Readonly<Record<string, string>>;

/** What is used here of a package's manifest. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly bin?: Names;
  readonly types?: string;
  readonly files?: readonly string[];
  readonly exports?: Readonly<Record<string, string | Names>>;
  readonly dependencies?: Names;
  readonly devDependencies?: Names;
  readonly bundleDependencies?: readonly string[];
  readonly engines?: Names;
}

export const manifestIn = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;

/** What must be said of every package, from the manifest of the root: `repository` and its like where they stand there. */
const ofTheRoot = ["repository", "homepage", "bugs", "author", "engines"] as const;

/** The manifest without what only a checkout needs: `private`, tools, the condition for sources. */
export function packedManifest(manifest: Manifest, root: Manifest): Manifest {
  const { devDependencies: _tools, ...kept } = manifest as Manifest & Readonly<Record<string, unknown>>;
  const rest = Object.fromEntries(Object.entries(kept).filter(([key]) => key !== "private"));
  const common = Object.entries(root).filter(([key]) => (ofTheRoot as readonly string[]).includes(key));
  return {
    ...(rest as unknown as Manifest),
    ...Object.fromEntries(common),
    ...(manifest.exports === undefined ? {} : { exports: withoutSources(manifest.exports) }),
    ...(manifest.dependencies === undefined
      ? {}
      : { dependencies: atVersion(manifest.dependencies, manifest.version) }),
  };
}

const withoutSources = (exports: NonNullable<Manifest["exports"]>): NonNullable<Manifest["exports"]> =>
  Object.fromEntries(
    Object.entries(exports).map(([path, target]): [string, string | Names] =>
      typeof target === "string" ? [path, target] : [path, withoutSource(target)],
    ),
  );

const withoutSource = (conditions: Names): Names =>
  Object.fromEntries(Object.entries(conditions).filter(([condition]) => condition !== "source"));

/** All parts of the workspace have one version. */
const atVersion = (dependencies: Names, version: string): Names =>
  Object.fromEntries(
    Object.entries(dependencies).map(([name, wanted]) => [name, isOfWorkspace(wanted) ? version : wanted]),
  );

export const isOfWorkspace = (wanted: string): boolean => wanted.startsWith("workspace:");
