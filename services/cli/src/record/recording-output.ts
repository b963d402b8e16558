import { recordingLine } from "@tocsin/adapters/file";
import type { LogRecord } from "@tocsin/log";
import { type CliIo, write } from "../io.ts";
import { packedFile, packingOf } from "./packed-file.ts";

/** Where a recording is written. */
export interface RecordingOutput {
  /** A promise only where there is something to wait for. */
  readonly write: (record: LogRecord) => Promise<void> | undefined;
  /** Lets whoever reads along have what was written; nobody reads along in a file that has no name yet. */
  readonly flush: () => Promise<void>;
  /** Makes it readable, and gives a file its name. `complete`: it holds all that was asked for. */
  readonly finish: (complete: boolean) => Promise<void>;
  /** Takes away what was not finished. */
  readonly discard: () => Promise<void>;
}

/** One file. */
export async function fileOutput(path: string, header: string, best: boolean): Promise<RecordingOutput> {
  const file = await packedFile(path, { packing: packingOf(path), best, keepsPartial: true });
  await file.write(header);
  let isFinished = false;
  return {
    write: (record) => file.write(recordingLine(record)),
    flush: async () => {},
    finish: async () => {
      await file.finish();
      isFinished = true;
    },
    discard: async () => {
      if (!isFinished) await file.discard();
    },
  };
}

/** Lines are gathered, so that each does not cost a call of the system. */
const pieceLength = 65_536;

export function standardOutput({ stdout }: CliIo, header: string): RecordingOutput {
  let piece = `${header}\n`;
  const flush = async (): Promise<void> => {
    const text = piece;
    piece = "";
    if (text !== "") await write(stdout, text);
  };
  return {
    write: (record) => {
      piece += `${recordingLine(record)}\n`;
      return piece.length < pieceLength ? undefined : flush();
    },
    flush,
    finish: flush,
    discard: async () => {},
  };
}
