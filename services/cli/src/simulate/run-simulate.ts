import { createReadStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { text } from "node:stream/consumers";
import { counted } from "@tocsin/report/words";
import {
  createWorld,
  damagedTopology,
  failureAt,
  labelsOf,
  recordingLines,
  residualsIn,
  topologyOf,
  withFailure,
  type World,
} from "@tocsin/worlds";
import { exitCodes, usageFault } from "../exit-codes.ts";
import { type Unpacking, unpacked } from "../import/gunzipped.ts";
import { type CliIo, write } from "../io.ts";
import { unwritable } from "../disk-fault.ts";
import { type OutputFile, outputFile } from "../replay/output-file.ts";
import { progress } from "../replay/progress.ts";
import { wallClock } from "../replay/wall-clock.ts";
import type { SimulateRequest } from "./request.ts";

/**
 * `tocsin simulate`: writes the recording of a made-up world, its topology and what really happened in it. Resolves with the
 * exit code, or rejects with a `ProcessFault`. A file appears under its name only when it is whole.
 */
export async function runSimulate(request: SimulateRequest, io: CliIo): Promise<number> {
  const world = await worldFor(request);
  await mkdir(dirname(request.outFile), { recursive: true }).catch((error: unknown) => {
    throw unwritable(request.outFile, error);
  });
  const lines = await writeLines(world, request, io);
  await writeJson(request.topologyFile, topologyFor(world, request));
  await writeJson(request.labelsFile, labelsOf(world));
  if (!request.quiet) await write(io.stdout, words(request, world, lines));
  return exitCodes.done;
}

async function worldFor(request: SimulateRequest): Promise<World> {
  const { family, seed, days, failures, residualsFile } = request;
  const residuals = residualsFile === null ? null : await residualsFrom(residualsFile);
  const world = createWorld(family, { seed, days, residuals });
  return failures.reduce((before, { kind, minute }) => {
    const failure = failureAt(world, kind, minute);
    if (failure !== null) return withFailure(before, failure);
    throw usageFault(
      `nothing can fail as ${kind} at minute ${minute} of this world`,
      "It ends before, too few services work then, or none is of that kind. Try another minute or family.",
    );
  }, world);
}

async function residualsFrom(path: string): Promise<readonly (readonly number[])[]> {
  try {
    const unpacking: Unpacking = { damage: null };
    const csv = await text(unpacked(createReadStream(path), unpacking));
    if (unpacking.damage !== null) throw new Error(unpacking.damage);
    return residualsIn(csv);
  } catch (error) {
    throw usageFault(`cannot use the residuals of ${path}: ${messageOf(error)}`);
  }
}

const topologyFor = (world: World, { wrongEdges, failures }: SimulateRequest): object =>
  wrongEdges ? damagedTopology(world, failures[0]?.minute ?? 0) : topologyOf(world);

async function writeLines(world: World, request: SimulateRequest, io: CliIo): Promise<number> {
  const { outFile, family, seed, quiet } = request;
  const file = await outputFile(outFile, outFile.endsWith(".gz") ? "gzip" : "plain");
  const shown = progress(io.stderr, wallClock(io.interrupted).nowMs, !quiet);
  let lines = 0;
  try {
    for (const { text: line, minute } of recordingLines(world, `${family} ${seed}`)) {
      io.interrupted?.throwIfAborted();
      lines += 1;
      await file.write(`${line}\n`);
      shown.at(() => ({ share: minute / world.minutes, events: lines, eventTimeMs: null }));
    }
    await file.close();
    await file.publish();
  } catch (error) {
    await file.discard();
    throw error;
  } finally {
    shown.clear();
  }
  return lines - 1;
}

async function writeJson(path: string, content: object): Promise<void> {
  const file: OutputFile = await outputFile(path, "plain");
  await file.write(`${JSON.stringify(content, null, 2)}\n`);
  await file.close();
  await file.publish();
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function words(request: SimulateRequest, world: World, lines: number): string {
  const { outFile, topologyFile, labelsFile } = request;
  const failures = labelsOf(world).incidents.filter(({ scope }) => scope !== "isolated");
  const added = failures.map(
    ({ id, onset, services, component }) =>
      `  ${id}: ${onset}, ${component ?? "no component"}: ${services.join(", ")}\n`,
  );
  return [
    `${outFile}: ${counted(lines, "message")}, simulated\n`,
    ...added,
    `tocsin replay ${outFile} --topology ${topologyFile} --labels ${labelsFile}\n`,
  ].join("");
}
