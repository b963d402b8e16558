import { readFileSync } from "node:fs";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { manifestIn } from "../manifest.ts";
import type { Packed } from "../pack.ts";

/** What publint has against the folder of a package, in words. */
export async function metadataFaults(folder: string): Promise<readonly string[]> {
  const { messages, pkg } = await publint({ pkgDir: folder, pack: false, strict: true });
  return messages.map((message) => formatMessage(message, pkg) ?? message.code);
}

/**
 * What arethetypeswrong has against a package, in words; nothing where it has no types. That a module is a module also to
 * those who `require` it is no fault: every Node that is supported loads it so, and TypeScript knows.
 */
export async function typeFaults({ folder, tarball }: Packed): Promise<readonly string[]> {
  if (manifestIn(folder).types === undefined) return [];
  const opened = createPackageFromTarballData(new Uint8Array(readFileSync(tarball)));
  const result = await checkPackage(opened, { excludeEntrypoints: ["./schema/*"] });
  if (result.types === false) return ["it has no types"];
  const problems = result.problems.filter(({ kind }) => kind !== "CJSResolvesToESM");
  return problems.map((problem) => JSON.stringify(problem));
}
