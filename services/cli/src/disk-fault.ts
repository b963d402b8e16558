import { type ProcessFault, usageFault } from "./exit-codes.ts";

/** In words that the disk, or what the user may have of it, is full; null for any other fault. */
export function fullDiskWords(error: unknown): string | null {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "ENOSPC") return "the disk is full";
  return code === "EDQUOT" ? "the disk quota is used up" : null;
}

const nothingLeft = "Nothing half-written is left there.";

/** A file that the disk refuses, of code 2. Where it is full the hint says what is `left`, and what to do. */
export function unwritable(path: string, error: unknown, left: string = nothingLeft): ProcessFault {
  const full = fullDiskWords(error);
  const why = full ?? (error instanceof Error ? error.message : String(error));
  return usageFault(
    `cannot write ${path}: ${why}`,
    full === null ? null : `${left} Make room, or name another place.`,
  );
}

/** A full disk where no place was named: temporary files, caches and what goes beside other files. Null for any other fault. */
export function fullDiskFault(error: unknown): ProcessFault | null {
  const full = fullDiskWords(error);
  if (full === null) return null;
  const path = error instanceof Error && "path" in error ? ` at ${String(error.path)}` : "";
  return usageFault(
    `cannot write${path}: ${full}`,
    "Make room in the output folder and in that for temporary files (TMPDIR names another).",
  );
}
