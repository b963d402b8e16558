import { dirname } from "node:path";
import { readUnordered } from "@tocsin/adapters/file";
import { telemetryDecoder } from "@tocsin/adapters/wire";
import { exitCodes, inputFault, ProcessFault } from "../../exit-codes.ts";
import { type CliIo, write } from "../../io.ts";
import { damagedFile, readManifest } from "../../record/manifest.ts";
import { progress } from "../../replay/progress.ts";
import { wallClock } from "../../replay/wall-clock.ts";
import { faultBlocks } from "../../settings/faults.ts";
import { loadSettings, type Settings } from "../../settings/settings.ts";
import { broken } from "../../unseen/doubts.ts";
import { render } from "../../terminal/paint.ts";
import type { InspectRequest } from "../request.ts";
import { noteItem, recordingFacts, type RecordingFacts } from "./recording-facts.ts";
import { recordingJson } from "./recording-json.ts";
import { recordingBlocks } from "./recording-words.ts";

/** `tocsin inspect recording`: what files hold, as they lie, in memory that grows with the series in them alone. */
export async function inspectRecording(request: InspectRequest, io: CliIo): Promise<number> {
  const { configuration, streams } = await settingsOf(request, io);
  const { topics, allowedLatenessMs } = configuration;
  const facts = recordingFacts();
  const decode = telemetryDecoder();
  const shown = progress(io.stderr, wallClock(io.interrupted).nowMs, request.output === "table");
  try {
    for await (const items of readUnordered(request.files)) {
      io.interrupted?.throwIfAborted();
      for (const item of items) noteItem(facts, item, { topics, streams, allowedLatenessMs, decode });
      shown.at(() => ({ share: null, events: facts.lines, eventTimeMs: null }));
    }
  } finally {
    shown.clear();
  }
  if (facts.lines === 0 && facts.failed.length > 0) {
    throw inputFault(
      `cannot read ${facts.failed.map(({ file, reason }) => `${file}: ${reason}`).join("; ")}`,
    );
  }
  await noteDamage(request.files, facts);
  if (request.output === "json") await write(io.stdout, `${recordingJson(facts, allowedLatenessMs)}\n`);
  else await write(io.stdout, render(recordingBlocks(facts, request.limit), io.stdout, io.env));
  if (facts.partitions.length === 0) throw inputFault("no message in what was read could be used");
  const isWhole = facts.failed.length === 0 && !broken.some((code) => facts.refused.has(code));
  return isWhole ? exitCodes.done : exitCodes.input;
}

async function settingsOf({ configFile }: InspectRequest, io: CliIo): Promise<Settings> {
  const loaded = await loadSettings({ configFile, topologyFile: null, labelsFile: null });
  if (loaded.kind === "loaded") return loaded.value;
  await write(io.stderr, render(faultBlocks(loaded.faults), io.stderr, io.env));
  throw new ProcessFault(exitCodes.usage, "nothing was inspected, because of these faults");
}

/** Files of a rotated recording are held against its manifest: what is gone or changed, and whether it is all. */
async function noteDamage(files: readonly string[], facts: RecordingFacts): Promise<void> {
  for (const folder of new Set(files.map((file) => dirname(file)))) {
    const manifest = await readManifest(folder).catch(() => null);
    if (manifest === null) continue;
    const damage = await damagedFile(folder, manifest);
    if (damage !== null) facts.failed.push({ file: folder, reason: damage });
    if (!manifest.complete) facts.partial.push(folder);
  }
}
