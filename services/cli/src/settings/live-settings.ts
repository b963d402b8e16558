import { type LiveFiles, type LiveSettings, loadLiveSettings } from "@tocsin/adapters/config";
import { exitCodes, ProcessFault } from "../exit-codes.ts";
import { type CliIo, write } from "../io.ts";
import { render } from "../terminal/paint.ts";
import { faultBlocks } from "./faults.ts";

/** Configuration and topology of a live command; faults are told one a line, and end it with code 2. */
export async function liveSettings(files: LiveFiles, io: CliIo): Promise<LiveSettings> {
  const loaded = await loadLiveSettings(files, io.env);
  if (loaded.kind === "loaded") return loaded.value;
  await write(io.stderr, render(faultBlocks(loaded.faults), io.stderr, io.env));
  throw new ProcessFault(exitCodes.usage, "nothing was started, because of these faults");
}
