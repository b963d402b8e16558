import { type CliIo, write } from "../io.ts";
import { outputFile } from "../replay/output-file.ts";

/** Where a recording is written: lines without their line breaks. */
export interface RecordingOutput {
  readonly write: (line: string) => Promise<void> | undefined;
  /** Makes it whole, and gives a file its name. */
  readonly finish: () => Promise<void>;
  /** Takes away what was not finished. */
  readonly discard: () => Promise<void>;
}

export async function recordingOutput(path: string | null, io: CliIo): Promise<RecordingOutput> {
  if (path === null) return standardOutput(io);
  const file = await outputFile(path, path.endsWith(".gz") ? "gzip" : "plain");
  let isFinished = false;
  return {
    write: (line) => file.write(`${line}\n`),
    finish: async () => {
      await file.close();
      await file.publish();
      isFinished = true;
    },
    discard: async () => {
      if (!isFinished) await file.discard();
    },
  };
}

/** Lines are gathered, so that each does not cost a call of the system. */
const pieceLength = 65_536;

function standardOutput({ stdout }: CliIo): RecordingOutput {
  let piece = "";
  const flush = async (): Promise<void> => {
    const text = piece;
    piece = "";
    if (text !== "") await write(stdout, text);
  };
  return {
    write: (line) => {
      piece += `${line}\n`;
      return piece.length < pieceLength ? undefined : flush();
    },
    finish: flush,
    discard: async () => {},
  };
}
