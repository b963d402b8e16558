import type { Manifest } from "./manifest.ts";

/** What travels inside a program though others wrote it, and under which licence. */
export function thirdPartyNotice(packages: readonly Manifest[]): string {
  const rows = packages.map(
    ({ name, version, license }) =>
      `| ${name} | ${version} | ${license ?? "see its files"} | \`node_modules/${name}/LICENSE\` |`,
  );
  return [
    "# Software of others in this package",
    "",
    "It is here because it differs from what the registry has: mended faults, each of which a test of Tocsin holds.",
    "",
    "| package | version | licence | its text |",
    "| ------- | ------- | ------- | -------- |",
    ...rows,
    "",
    "All else that is needed is named under `dependencies`, and comes from the registry with its own licence.",
    "",
  ].join("\n");
}
