import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { filesUnder, packageFolders, readText, repositoryRoot } from "./repository.ts";

export interface Finding {
  /** As the tool names it: `eslint/max-params`, `TS2307`. */
  readonly rule: string;
  /** Relative to the root. */
  readonly file: string;
  readonly message: string;
}

/** A copy of the workspace's configuration and dependencies, without its sources, in which snippets are checked. */
export interface Miniature {
  readonly lint: () => readonly Finding[];
  /** What the compiler says of one package, with that package's own settings. */
  readonly compile: (folder: string) => readonly Finding[];
  readonly remove: () => void;
}

const isConfiguration = (file: string): boolean =>
  /^(\.oxlintrc|package|tsconfig(\.\w+)?)\.json$/.test(basename(file));

/** Builds a miniature that holds the files given, by path from the root. The caller removes it. */
export function miniatureWith(files: Readonly<Record<string, string>>): Miniature {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "tocsin-architecture-")));
  for (const file of filesUnder().filter((path) => isConfiguration(path)))
    write(join(root, file), readText(file));
  for (const folder of packageFolders()) linkDependencies(folder, root);
  for (const [path, text] of Object.entries(files)) write(join(root, path), text);
  return {
    lint: () => lint(root),
    compile: (folder) => compile(root, folder),
    remove: () => rmSync(root, { recursive: true }),
  };
}

function linkDependencies(folder: string, root: string): void {
  const dependencies = join(repositoryRoot, folder, "node_modules");
  if (existsSync(dependencies)) symlinkSync(dependencies, join(root, folder, "node_modules"), "dir");
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

interface Diagnostic {
  readonly code?: string;
  readonly filename: string;
  readonly message: string;
  readonly help?: string;
}

/** A linter that cannot read its settings or loses its type-aware half would find less and look green: it throws. */
function lint(root: string): readonly Finding[] {
  const tool = runTool(root, ["node_modules/oxlint/bin/oxlint", "--type-aware", "--format=json"]);
  if (!tool.stdout.startsWith("{")) throw new Error(`oxlint said: ${tool.stdout}${tool.stderr}`);
  const { diagnostics } = JSON.parse(tool.stdout) as { diagnostics: readonly Diagnostic[] };
  const findings = diagnostics.map((diagnostic) => findingOf(diagnostic));
  const broken = findings.find(({ rule }) => rule === "typescript/tsconfig-error");
  if (broken !== undefined) throw new Error(`${broken.file}: ${broken.message}`);
  return findings;
}

function findingOf({ code = "", filename, message, help = "" }: Diagnostic): Finding {
  return {
    rule: code.replace(/^(\w+)\((.+)\)$/, "$1/$2"),
    file: filename,
    message: `${message} ${help}`.trim(),
  };
}

function compile(root: string, folder: string): readonly Finding[] {
  const options = ["--noEmit", "--composite", "false", "--pretty", "false"];
  const { status, stdout } = runTool(root, ["node_modules/typescript/bin/tsc", "-p", folder, ...options]);
  const findings = [...stdout.matchAll(/^(.+?)\(\d+,\d+\): error (TS\d+): (.+)$/gm)].map(
    ([, file = "", rule = "", message = ""]) => ({ rule, file, message }),
  );
  if ((status === 0) !== (findings.length === 0))
    throw new Error(`tsc exited with ${status} and said: ${stdout}`);
  return findings;
}

interface ToolRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function runTool(root: string, command: readonly string[]): ToolRun {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, command, {
    cwd: root,
    encoding: "utf8",
  });
  if (error !== undefined) throw error;
  return { status, stdout, stderr };
}
