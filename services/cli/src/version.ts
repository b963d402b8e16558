import { readFileSync } from "node:fs";

/** The version in this package's manifest. */
export function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  const value = (manifest as { readonly version?: unknown }).version;
  if (typeof value !== "string") throw new Error("package.json of @tocsin/cli has no version");
  return value;
}
