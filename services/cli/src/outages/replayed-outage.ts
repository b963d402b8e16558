import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Outage, outageNamed, outageNames, writeTruth } from "@tocsin/outages";
import type { ParsedArguments } from "../arguments/parse.ts";
import { closest } from "../arguments/suggestion.ts";
import { exitCodes, inputFault, usageFault } from "../exit-codes.ts";
import { type CliIo, type CliOutput, write } from "../io.ts";
import { madeRecording } from "./made-recording.ts";

/** What is to be done with recordings that arguments name. */
export interface Asked {
  /** What it is called while it is done. */
  readonly doing: "Replaying" | "Explaining";
  /** The folder in which a recording that is made stays; null: it is gone afterwards. */
  readonly keptIn: string | null;
  /** Refuses arguments that make no sense, and gives what runs it. */
  readonly of: (parsed: ParsedArguments) => () => Promise<number>;
}

/**
 * Runs what reads recordings, whose arguments may name an outage that comes along. Its recording is made in the folder in
 * which it is kept, where it is used again, or else in a temporary one that is gone afterwards; its topology and labels
 * are used unless others are given. A file or folder of the same name is a recording, as ever.
 */
export async function withNamedOutage(parsed: ParsedArguments, io: CliIo, asked: Asked): Promise<number> {
  const outage = namedOutage(parsed.positionals);
  if (outage === null) return await asked.of(parsed)();
  const { keptIn } = asked;
  const folder = keptIn ?? (await mkdtemp(join(tmpdir(), "tocsin-outage-")));
  try {
    const run = asked.of(argumentsFor(outage, folder, parsed));
    if (!parsed.flags.has("quiet")) await write(forPeople(parsed, io), words(outage, asked));
    const recording = await madeRecording({ outage, folder, seed: outage.scenario.seed }, io);
    if (recording === null) return exitCodes.interrupted;
    await writeTruth(outage, folder);
    return await run();
  } finally {
    if (keptIn === null) await rm(folder, { recursive: true, force: true });
  }
}

/** The outage that is meant, null where none is. Rejects a name that is neither file nor outage, and an outage among others. */
function namedOutage(positionals: readonly string[]): Outage | null {
  const known = outageNames();
  const absent = positionals.filter((name) => /^[\w-]{2,}$/.test(name) && !existsSync(name));
  const unknown = absent.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const meant = closest(unknown, known);
    throw inputFault(
      `cannot read ${unknown}: there is no such file, and no outage of that name`,
      meant === null ? "tocsin outages lists the outages that come along." : `Did you mean ${meant}?`,
    );
  }
  const [name] = absent;
  if (name === undefined) return null;
  if (positionals.length > 1)
    throw usageFault(
      `the outage ${name} stands by itself, not with other recordings`,
      `tocsin outages write ${name} makes its recording.`,
    );
  return outageNamed(name);
}

/**
 * The arguments as they would stand for files. Labels are left out where they would not hold, the times being others; where
 * it is sent to Kafka the topology is that of the workers.
 */
function argumentsFor(outage: Outage, folder: string, parsed: ParsedArguments): ParsedArguments {
  const at = (ending: string): string => join(folder, `${outage.name}.${ending}`);
  const values = new Map(parsed.values);
  const isSent = values.get("to") === "kafka";
  if (!isSent && !values.has("topology")) values.set("topology", at("topology.json"));
  if (!isSent && !values.has("labels") && !values.has("shift")) values.set("labels", at("labels.json"));
  return { ...parsed, positionals: [at("jsonl.gz")], values };
}

/** Standard output, but for `--json`, where it belongs to a program. */
const forPeople = ({ flags }: ParsedArguments, { stdout, stderr }: CliIo): CliOutput =>
  flags.has("json") ? stderr : stdout;

function words({ name, scenario }: Outage, { doing }: Asked): string {
  const origin =
    scenario.provenance === "reconstructed"
      ? "telemetry reconstructed from public reports, not recorded"
      : "telemetry that is made up, not recorded";
  return `${doing} ${name} (${scenario.title}): ${origin}.\n`;
}
