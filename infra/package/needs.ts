import { globSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { isOfWorkspace, type Manifest, manifestIn } from "./manifest.ts";

/** What a program needs at run time. */
export interface Needs {
  /** Packages of this workspace, by name. */
  readonly own: ReadonlyMap<string, string>;
  /** Packages of others that we have patched, by name: a registry has them unpatched. */
  readonly patched: ReadonlyMap<string, string>;
  /** Packages of others with their exact versions, also those that `own` need. */
  readonly others: Readonly<Record<string, string>>;
}

/** Follows the dependencies through the workspace. Values of the maps are folders. */
export function needsOf(root: string, folder: string): Needs {
  const patched = patchedNames(root);
  const folders = new Map(
    globSync("{packages,services}/*/package.json", { cwd: root }).map((path) => {
      const at = join(root, path, "..");
      return [manifestIn(at).name, at];
    }),
  );
  const needs = {
    own: new Map<string, string>(),
    patched: new Map<string, string>(),
    others: new Map<string, string>(),
  };
  const follow = (manifest: Manifest, at: string): void => {
    for (const [name, wanted] of Object.entries(manifest.dependencies ?? {})) {
      if (patched.has(name)) needs.patched.set(name, realpathSync(join(at, "node_modules", name)));
      else if (!isOfWorkspace(wanted)) needs.others.set(name, sameVersion(needs.others, name, wanted));
      else if (!needs.own.has(name)) {
        const found = folders.get(name);
        if (found === undefined) throw new Error(`${name} is not in this workspace`);
        needs.own.set(name, found);
        follow(manifestIn(found), found);
      }
    }
  };
  follow(manifestIn(folder), folder);
  return { ...needs, others: Object.fromEntries([...needs.others].toSorted(([a], [b]) => (a < b ? -1 : 1))) };
}

/** One version of each, so that all of the program's parts share it. */
function sameVersion(others: ReadonlyMap<string, string>, name: string, wanted: string): string {
  const before = others.get(name);
  if (before === undefined || before === wanted) return wanted;
  throw new Error(`${name} is needed as ${before} and as ${wanted}`);
}

/** Names under `patchedDependencies` of the workspace file, each written `name@version: file`. */
function patchedNames(root: string): ReadonlySet<string> {
  const text = readFileSync(join(root, "pnpm-workspace.yaml"), "utf8");
  const [, list = ""] = /^patchedDependencies:\n((?: +.+\n?)*)/m.exec(text) ?? [];
  return new Set([...list.matchAll(/^ +(.+)@[^@]+: /gm)].map(([, name = ""]) => name));
}
