import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

export const repositoryRoot = join(import.meta.dirname, "../../..");

export interface Manifest {
  readonly name: string;
  readonly version?: string;
  readonly packageManager?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Folders of all packages, relative to the root; the root itself is the empty string. */
export function packageFolders(): readonly string[] {
  const nested = ["packages", "services", "examples"].flatMap((parent) =>
    readdirSync(join(repositoryRoot, parent), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `${parent}/${entry.name}`),
  );
  return ["", ...nested.toSorted(), "test"];
}

export function readText(path: string): string {
  return readFileSync(join(repositoryRoot, path), "utf8");
}

export function manifestOf(folder: string): Manifest {
  return JSON.parse(readText(join(folder, "package.json"))) as Manifest;
}

/** What a build, a package manager or a run leaves behind; the same folders as in `.gitignore`. */
const leftBehind = new Set(["node_modules", "dist", "out", "coverage", ".git"]);

/** Every file that belongs to the repository under a folder, relative to the root, with `/` between the parts. */
export function filesUnder(folder = ""): readonly string[] {
  return readdirSync(join(repositoryRoot, folder), { withFileTypes: true }).flatMap((entry) => {
    if (leftBehind.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesUnder(path);
    return entry.isFile() ? [relative("", path).split(sep).join("/")] : [];
  });
}

/** The source files of all packages. */
export function sourceFiles(): readonly string[] {
  return packageFolders()
    .filter((folder) => folder.includes("/"))
    .flatMap((folder) => filesUnder(`${folder}/src`))
    .filter((file) => /\.[cm]?[jt]sx?$/.test(file));
}
