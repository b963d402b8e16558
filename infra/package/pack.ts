import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { published } from "./published.ts";
import { stage } from "./stage.ts";

export interface Packed {
  /** The package as a folder. */
  readonly folder: string;
  /** The same as a file that npm installs and publishes. */
  readonly tarball: string;
}

/** Builds the checkout with the project's compiler. */
export function build(root: string): void {
  const compiler = join(root, "node_modules/.bin/tsc");
  execFileSync(compiler, ["-b", ...published.map(({ folder }) => folder)], { cwd: root, stdio: "inherit" });
}

/** Builds and packs everything that is published. */
export function packAll(root: string, into: string): readonly Packed[] {
  build(root);
  mkdirSync(into, { recursive: true });
  const commit = commitOf(root);
  return published.map((one) => {
    const folder = stage(one, { root, into, commit });
    const said = execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", into], {
      cwd: folder,
      encoding: "utf8",
    });
    return { folder, tarball: join(into, tarballIn(said)) };
  });
}

/** npm 12 names packages, those before it list them. */
function tarballIn(said: string): string {
  const [one] = Object.values(JSON.parse(said) as Readonly<Record<string, { readonly filename: string }>>);
  if (one === undefined) throw new Error(`npm packed nothing: ${said}`);
  return one.filename;
}

/** The commit that is checked out, also where files differ from it; null outside a checkout. */
function commitOf(root: string): string | null {
  if (!existsSync(join(root, ".git"))) return null;
  return execFileSync("git", ["rev-parse", "HEAD"], { cwd: root, encoding: "utf8" }).trim();
}
