import { printConfiguration } from "@tocsin/adapters/config";
import { runWorkers } from "@tocsin/adapters/process";
import { exitCodes } from "../exit-codes.ts";
import { type CliIo, write } from "../io.ts";
import { liveSettings } from "../settings/live-settings.ts";
import { version } from "../version.ts";
import { appsOf } from "./apps.ts";
import type { RunRequest } from "./request.ts";

/**
 * `tocsin run`: works until it is told to stop (SIGTERM, SIGINT), then hands over and resolves with 0. Rejects with a
 * `ProcessFault` for what keeps it from starting or going on.
 */
export async function runLive(request: RunRequest, io: CliIo): Promise<number> {
  const settings = await liveSettings(request, io);
  if (request.printConfig) {
    await write(io.stdout, printConfiguration(settings.live));
    return exitCodes.done;
  }
  await runWorkers({
    apps: appsOf(request),
    settings,
    program: { name: "tocsin", version: version() },
    outside: {
      write: (line) => void io.stdout.write(line),
      stop: io.interrupted,
      onReload: io.onReload,
      cluster: io.cluster,
    },
  });
  return exitCodes.done;
}
