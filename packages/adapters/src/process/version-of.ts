import { readFileSync } from "node:fs";

/** The version in a package's manifest. */
export function versionOf(manifest: URL): string {
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { readonly version?: unknown };
  if (typeof version !== "string") throw new Error(`${manifest.pathname} has no version`);
  return version;
}
