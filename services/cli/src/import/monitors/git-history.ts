import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { inputFault } from "../../exit-codes.ts";
import type { CliIo } from "../../io.ts";

/** A file as a commit left it. */
export interface FileVersion {
  /** When it was committed, epoch milliseconds. */
  readonly committedMs: number;
  readonly path: string;
  readonly lines: readonly string[];
}

/** Begins the line of a commit; no line of a patch begins so. */
const commitMark = "\u0001";

/** Settings of the user must change nothing of what is read, and no program of the repository may run. */
const logArguments = [
  "log",
  "--reverse",
  `--format=${commitMark}%ct`,
  "--patch",
  "--unified=1000",
  "--no-color",
  "--no-ext-diff",
  "--no-textconv",
  "--no-renames",
  "--src-prefix=a/",
  "--dst-prefix=b/",
  "--diff-filter=AM",
];

/** Versions of the files of a folder, the oldest first. A `ProcessFault` of code 3 where git or the clone is not there. */
export async function* fileVersions(clone: string, folder: string, io: CliIo): AsyncGenerator<FileVersion> {
  let committedMs = 0;
  let open: { path: string; lines: string[] } | null = null;
  const closed = (): readonly FileVersion[] => {
    const version = open === null || open.lines.length === 0 ? [] : [{ committedMs, ...open }];
    open = null;
    return version;
  };
  for await (const line of gitLines(clone, [...logArguments, "--", folder], io)) {
    if (line.startsWith(commitMark)) {
      yield* closed();
      committedMs = Number(line.slice(commitMark.length)) * 1000;
    } else if (line.startsWith("diff --git ")) {
      yield* closed();
    } else if (line.startsWith("+++ b/") && open === null) {
      open = { path: line.slice("+++ b/".length), lines: [] };
    } else if (open !== null && /^[+ ]/.test(line)) {
      (open as { lines: string[] }).lines.push(line.slice(1));
    }
  }
  yield* closed();
}

/** All lines that a git command writes, or null where it fails, as for a file that is not there. */
export async function gitText(clone: string, command: readonly string[], io: CliIo): Promise<string | null> {
  const lines: string[] = [];
  try {
    for await (const line of gitLines(clone, command, io)) lines.push(line);
    return lines.join("\n");
  } catch (error) {
    if (io.interrupted?.aborted === true) throw error;
    return null;
  }
}

async function* gitLines(clone: string, command: readonly string[], io: CliIo): AsyncGenerator<string> {
  const git = spawn("git", ["-C", clone, "-c", "core.quotePath=false", ...command], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let told = "";
  git.stderr.on("data", (chunk: Buffer) => (told = (told + chunk.toString("utf8")).slice(0, 2_000)));
  const ended = new Promise<number | Error>((resolve) => {
    git.once("error", resolve);
    git.once("close", (code) => resolve(code ?? -1));
  });
  try {
    for await (const line of createInterface({ input: git.stdout, crlfDelay: Infinity })) {
      io.interrupted?.throwIfAborted();
      yield line;
    }
    const code = await ended;
    if (code !== 0) throw gitFault(clone, code, told.trim());
  } finally {
    git.kill();
  }
}

function gitFault(clone: string, code: number | Error, told: string): Error {
  if (typeof code !== "number")
    return inputFault("git could not be started", "The history of a clone is read by git: install it.");
  return inputFault(
    `git cannot read ${clone}: ${told.split("\n")[0] ?? ""}`,
    "Give the folder of a clone: git clone https://github.com/OWNER/REPOSITORY",
  );
}
