import { type BucketChange, checkInflux, ensureBucket, InfluxFault, influxOf } from "@tocsin/adapters/influx";
import type { InfluxConfiguration } from "@tocsin/contracts";
import type { Command } from "../arguments/command.ts";
import type { ParsedArguments } from "../arguments/parse.ts";
import { didYouMean } from "../arguments/suggestion.ts";
import { exitCodes, type ProcessFault, serverFault, usageFault } from "../exit-codes.ts";
import { type CliIo, write } from "../io.ts";
import { runRebuild } from "../influx/rebuild.ts";
import { liveSettings } from "../settings/live-settings.ts";

const actions = ["setup", "check", "rebuild"] as const;

export const influxCommand: Command = {
  name: "influx",
  summary: "set up InfluxDB, check that points can be written, or write all points anew from Kafka",
  usage: "setup|check|rebuild [OPTIONS]",
  description: [
    "setup makes the bucket (InfluxDB 2.x) or the database (1.x) of the configuration, or changes the retention of the one that is there. Points are deleted only by a shorter retention. It may be run again at any time.",
    "check says whether the server answers, is of the configured version, accepts the credentials and has the bucket. It writes nothing.",
    "rebuild writes all that the topics of evidence and incidents still hold to InfluxDB once more: after a bucket was deleted, restored from an old copy, or moved. Points that are there stay as they are, the workers may run meanwhile, and an interrupted rebuild is begun again. What Kafka keeps no more is not there either: see the retention of the topics.",
  ],
  positionals: "setup|check|rebuild",
  options: [
    {
      name: "config",
      takes: "FILE",
      means: "configuration (YAML) with an influx section; TOCSIN_… variables override it",
    },
    {
      name: "topology",
      takes: "FILE",
      means: "rebuild: services and components, for the points of the topology",
    },
  ],
  examples: [
    {
      run: "tocsin influx setup --config tocsin.yaml",
      does: "make the bucket, kept for influx.retentionDays",
    },
    { run: "tocsin influx check --config tocsin.yaml", does: "end with 0 if points could be written" },
    {
      run: "tocsin influx rebuild --config tocsin.yaml",
      does: "fill a new bucket with what Kafka still holds",
    },
  ],
  exits: [
    { code: exitCodes.done, means: "done, or all is well" },
    {
      code: exitCodes.checkFailed,
      means: "check: points could not be written; rebuild: some were refused. The lines say why",
    },
    { code: exitCodes.usage, means: "faulty configuration, or none for InfluxDB" },
    {
      code: exitCodes.server,
      means: "setup, rebuild: a server cannot be reached, or refuses the credentials",
    },
  ],
  run: async (parsed, io) => await runInflux(parsed, io),
};

async function runInflux({ positionals, values }: ParsedArguments, io: CliIo): Promise<number> {
  const [action = "", ...more] = positionals;
  if (more.length > 0 || !actions.some((known) => known === action)) {
    throw actionFault(action, more);
  }
  const topologyFile = values.get("topology") ?? null;
  if (action === "rebuild")
    return await runRebuild({ configFile: values.get("config") ?? null, topologyFile }, io);
  if (topologyFile !== null) throw usageFault("--topology goes with tocsin influx rebuild alone");
  const files = { configFile: values.get("config") ?? null, topologyFile: null };
  const { influx } = (await liveSettings(files, io)).live.configuration;
  if (influx === null) {
    throw usageFault(
      "the configuration has no influx section",
      "Add one; infra/tocsin.example.yaml shows it.",
    );
  }
  return action === "setup" ? await setUp(influxOf(influx), io) : await check(influxOf(influx), io);
}

function actionFault(action: string, [more]: readonly string[]): ProcessFault {
  const there = "There is setup, check and rebuild.";
  if (action === "") return usageFault("tocsin influx needs to be told what to do", there);
  if (more !== undefined) return usageFault(`tocsin influx ${action} takes no further argument: ${more}`);
  return usageFault(`tocsin influx cannot ${action}`, didYouMean(action, actions, "tocsin influx ") ?? there);
}

async function setUp(influx: InfluxConfiguration, io: CliIo): Promise<number> {
  try {
    await write(io.stdout, `${changeWords(await ensureBucket(influx), influx)}\n`);
    return exitCodes.done;
  } catch (error) {
    if (error instanceof InfluxFault) throw serverFault(`${influx.url}: ${error.message}`);
    throw error;
  }
}

function changeWords({ kind, name, retentionDays }: BucketChange, { api }: InfluxConfiguration): string {
  const what = api === "v2" ? "bucket" : "database";
  const kept = retentionDays === 0 ? "kept for ever" : `kept for ${retentionDays} days`;
  const did = { created: "Made", changed: "Changed", unchanged: "Nothing to change:" }[kind];
  return `${did} ${what} ${name}, points ${kept}.`;
}

async function check(influx: InfluxConfiguration, io: CliIo): Promise<number> {
  const found = await checkInflux(influx);
  await write(io.stdout, found.kind === "ready" ? "Points can be written.\n" : `${found.message}\n`);
  return found.kind === "ready" ? exitCodes.done : exitCodes.checkFailed;
}
