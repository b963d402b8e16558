import { appendFileSync, mkdirSync, rmSync, statfsSync } from "node:fs";
import { dirname, join } from "node:path";
import { ServerMissing } from "../ways.ts";
import { guarded, unguarded } from "./guard.ts";
import { runCommand } from "./run-command.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A file system of its own that can be full. */
export interface SmallDisk {
  /** A folder on it. */
  readonly path: string;
  /** Takes all of its space that is free. */
  fill(): void;
  /** Gives it back. */
  free(): void;
  readonly remove: () => Promise<void>;
}

/** In memory. Throws `ServerMissing` where none can be mounted, which needs Linux and the right to. */
export async function smallDisk(megabytes: number): Promise<SmallDisk> {
  const folder = temporaryFolder("disk");
  const mounted = ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tocsin-test", folder.path];
  if ((await runCommand("mount", mounted)) === null) {
    await folder.remove();
    throw new ServerMissing("a small disk cannot be mounted here: that needs Linux, and the right to");
  }
  guarded("mount", folder.path);
  const path = join(folder.path, "data");
  mkdirSync(path);
  const ballast = join(folder.path, "ballast");
  return {
    path,
    fill: () => {
      for (const pieceBytes of [1024 * 1024, 64 * 1024, 4096]) fillBy(ballast, pieceBytes);
    },
    free: () => rmSync(ballast, { force: true }),
    remove: async () => {
      await runCommand("umount", ["-l", folder.path]);
      unguarded("mount", folder.path);
      await folder.remove();
    },
  };
}

/** Appends to the file until the disk takes no more. */
function fillBy(file: string, bytes: number): void {
  const piece = new Uint8Array(bytes);
  for (;;) {
    const { bavail, bsize } = statfsSync(dirname(file));
    if (bavail * bsize < bytes) return;
    try {
      appendFileSync(file, piece);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOSPC") return;
      throw error;
    }
  }
}
