import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { loadYamlFile, type Loaded } from "@tocsin/adapters/config";
import { BacktestGrid } from "@tocsin/contracts";
import { usageFault } from "../exit-codes.ts";
import type { BacktestRequest } from "./request.ts";

/** A configuration under which every recording is judged; `file` is null for what holds without any. */
export interface Variant {
  readonly name: string;
  readonly file: string | null;
  /** The file's text, which decides whether a result still holds. */
  readonly text: string;
}

type Wanted = Pick<BacktestRequest, "configFiles" | "gridFile" | "outFolder">;

const mostVariants = 200;

/** The configurations to compare, each with a name of its own; those of a grid are written to the output folder. */
export async function variantsOf({
  configFiles,
  gridFile,
  outFolder,
}: Wanted): Promise<Loaded<readonly Variant[]>> {
  if (gridFile !== null) return await gridVariants(gridFile, outFolder);
  if (configFiles.length === 0) return { kind: "loaded", value: [{ name: "default", file: null, text: "" }] };
  const short = configFiles.map((file) => basename(file).replace(/\.(ya?ml|json)$/, ""));
  const isUnique = new Set(short).size === short.length;
  const value = await Promise.all(
    configFiles.map(async (file, index) => ({
      name: isUnique ? (short[index] ?? file) : file,
      file,
      text: await readFile(file, "utf8").catch(() => ""),
    })),
  );
  if (new Set(value.map(({ name }) => name)).size < value.length)
    throw usageFault("the same configuration is given twice");
  return { kind: "loaded", value };
}

async function gridVariants(gridFile: string, outFolder: string): Promise<Loaded<readonly Variant[]>> {
  const grid = await loadYamlFile<BacktestGrid>(gridFile, BacktestGrid);
  if (grid.kind === "faulty") return grid;
  const all = combinations(Object.entries(grid.value.vary));
  if (all.length > mostVariants)
    throw usageFault(
      `${gridFile} makes ${all.length} configurations, and at most ${mostVariants} are compared`,
    );
  const folder = join(outFolder, "configurations");
  await mkdir(folder, { recursive: true });
  const value: Variant[] = [];
  for (const [index, settings] of all.entries()) {
    const file = join(folder, `${index + 1}.json`);
    const content = structuredClone(grid.value.base ?? {});
    for (const [path, setting] of settings) put(content, path.split("."), setting);
    const text = `${JSON.stringify(content, null, 2)}\n`;
    await writeFile(file, text);
    const name = settings.map(([path, setting]) => `${path}=${JSON.stringify(setting)}`).join(", ");
    value.push({ name: name === "" ? "base" : name, file, text });
  }
  return { kind: "loaded", value };
}

type Setting = readonly [path: string, value: unknown];

function combinations(
  vary: readonly (readonly [string, readonly unknown[]])[],
): readonly (readonly Setting[])[] {
  return vary.reduce<readonly (readonly Setting[])[]>(
    (before, [path, values]) =>
      before.flatMap((settings) => values.map((value) => [...settings, [path, value] as const])),
    [[]],
  );
}

function put(into: Record<string, unknown>, [key = "", ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) into[key] = value;
  else {
    const inner = into[key];
    const next = typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>) : {};
    into[key] = next;
    put(next, rest, value);
  }
}
