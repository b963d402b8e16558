import { fileParsers } from "./files.ts";
import { formatParsers } from "./formats.ts";
import { importParsers } from "./imports.ts";
import { kafkaParsers } from "./kafka.ts";
import type { Parser } from "./parser.ts";
import { recordingParsers } from "./recordings.ts";
import { stateParsers } from "./state.ts";
import { wireParsers } from "./wire.ts";

/** Everything of the project that reads what others wrote. */
export const parsers: readonly Parser[] = [
  ...wireParsers,
  ...recordingParsers,
  ...kafkaParsers,
  ...fileParsers,
  ...formatParsers,
  ...importParsers,
  ...stateParsers,
];
