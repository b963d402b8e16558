import { parseDuration } from "../import/duration.ts";
import { usageFault } from "../exit-codes.ts";

/** When a new file begins; null: not by that. */
export interface Rotation {
  /** Bytes on disk. */
  readonly bytes: number | null;
  /** Arrivals of each such span of time, from its multiples on, are in a file of their own. */
  readonly spanMs: number | null;
}

const unitBytes = { kB: 1e3, MB: 1e6, GB: 1e9 } as const;

/** Reads `256MB`, `1h` or `256MB,1h`; refuses what is neither with code 2. */
export function rotationOf(text: string): Rotation {
  let bytes: number | null = null;
  let spanMs: number | null = null;
  for (const part of text.split(",")) {
    const size = /^(\d{1,6})(kB|MB|GB)$/.exec(part);
    const durationMs = parseDuration(part);
    if (size !== null) bytes = Number(size[1]) * unitBytes[size[2] as keyof typeof unitBytes];
    else if (durationMs !== null && durationMs > 0) spanMs = durationMs;
    else {
      throw usageFault(
        `--rotate takes a size, a duration or both, not ${text}`,
        "For example 256MB, 1h or 256MB,1h.",
      );
    }
  }
  return { bytes, spanMs };
}

/** Whether a message of that arrival begins a new file. `firstMs`: arrival of the file's first message. */
export function isNextFile(
  { bytes, spanMs }: Rotation,
  file: { readonly bytes: number; readonly firstMs: number },
  arrivalMs: number,
): boolean {
  if (bytes !== null && file.bytes >= bytes) return true;
  return spanMs !== null && Math.floor(arrivalMs / spanMs) > Math.floor(file.firstMs / spanMs);
}
