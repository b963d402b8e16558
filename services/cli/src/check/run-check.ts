import {
  checkConfiguration,
  type ConfigFault,
  inClear,
  type Loaded,
  loadMapping,
  loadTelemetryMapping,
} from "@tocsin/adapters/config";
import type { Configuration, CsvMapping, TelemetryMapping } from "@tocsin/contracts";
import { counted } from "@tocsin/report/words";
import type { ParsedArguments } from "../arguments/parse.ts";
import { exitCodes, usageFault } from "../exit-codes.ts";
import { type CliIo, write } from "../io.ts";
import { csvRequest } from "../import/csv/request.ts";
import { argumentsOf, loadCsvMapping } from "../import/csv/mapping-file.ts";
import { mappingKind, presetMapping } from "../import/metrics-mapping.ts";
import { csvSampleReport } from "./csv-sample.ts";
import { fewestWords } from "./fewest-words.ts";
import { ownNames } from "./own-names.ts";
import { type SampleReport, sampleReport } from "./sample.ts";
import { faultBlocks } from "../settings/faults.ts";
import { loadSettings, type Settings } from "../settings/settings.ts";
import { type Block, paragraph, span } from "../terminal/layout.ts";
import { render } from "../terminal/paint.ts";

/** `tocsin check`: prints faults to standard output and resolves with the exit code. */
export async function runCheck({ values }: ParsedArguments, io: CliIo): Promise<number> {
  if (values.size === 0) {
    throw usageFault(
      "tocsin check needs a file",
      "Say which kind it is: --topology, --labels, --config, --mapping or --sample.",
    );
  }
  const mapping = await checkedMapping(values);
  const settings = await loadSettings({
    topologyFile: values.get("topology") ?? null,
    labelsFile: values.get("labels") ?? null,
    configFile: values.get("config") ?? null,
  });
  const checked = [settings, ...(mapping === null ? [] : [mapping.loaded])];
  const written = checked.flatMap(faultsOf);
  const ofWorkers = written.length > 0 ? null : await workerConfiguration(values.get("config") ?? null, io);
  const faults = ofWorkers === null ? written : faultsOf(ofWorkers);
  const sample = faults.length > 0 ? null : await checkedSample(values, mapping, io);
  const verdict =
    faults.length === 0
      ? paragraph(0, [span(`No faults in ${[...values.values()].join(", ")}.`, "good")])
      : paragraph(0, [span(`${counted(faults.length, "fault")}.`, "alarm")]);
  const names = ofWorkers?.kind === "loaded" ? ownNames(ofWorkers.value) : [];
  const warnings = ofWorkers?.kind === "loaded" ? inClear(ofWorkers.value) : [];
  const told = warnings.map((warning) => paragraph(0, [span(warning, "warning")]));
  const numbers = faults.length === 0 && settings.kind === "loaded" ? numbersOf(settings.value) : [];
  const ofSample = sample === null ? [] : [...sample.blocks];
  const blocks = [
    ...faultBlocks(faults),
    ...(sample === null ? [verdict] : ofSample),
    ...told,
    ...names,
    ...numbers,
  ];
  await write(io.stdout, render(blocks, io.stdout, io.env));
  return faults.length === 0 && sample?.useful !== false ? exitCodes.done : exitCodes.checkFailed;
}

/** A mapping file, whose keys tell of which of the three kinds it is; null where none is named. */
type CheckedMapping =
  | { readonly kind: "metrics"; readonly loaded: Loaded<TelemetryMapping> }
  | { readonly kind: "columns"; readonly loaded: Loaded<CsvMapping> }
  | { readonly kind: "rows"; readonly loaded: Loaded<unknown> };

async function checkedMapping(values: ReadonlyMap<string, string>): Promise<CheckedMapping | null> {
  const file = values.get("mapping");
  if (values.has("preset") && (file !== undefined || !values.has("sample"))) {
    throw usageFault("--preset goes with --sample, and without --mapping");
  }
  if (file === undefined) return null;
  const kind = await mappingKind(file);
  if (kind === "columns") return { kind, loaded: await loadCsvMapping(file) };
  return kind === "metrics"
    ? { kind, loaded: await loadTelemetryMapping(file) }
    : { kind, loaded: await loadMapping(file) };
}

async function checkedSample(
  values: ReadonlyMap<string, string>,
  mapping: CheckedMapping | null,
  io: CliIo,
): Promise<SampleReport | null> {
  const file = values.get("sample");
  if (file === undefined) return null;
  if (mapping?.kind === "rows") {
    throw usageFault(
      "--sample needs a mapping of metrics or of columns",
      "A mapping of rows is for tocsin import status-csv.",
    );
  }
  if (mapping?.kind === "columns") {
    if (mapping.loaded.kind === "faulty") return null;
    return await csvSampleReport(file, csvRequest(argumentsOf([file], mapping.loaded.value)), io);
  }
  const preset = values.get("preset");
  if (preset !== undefined) return await sampleReport(file, presetMapping(preset), io);
  return await sampleReport(file, mapping?.loaded.kind === "loaded" ? mapping.loaded.value : null, io);
}

const numbersOf = ({ topology, configuration }: Settings): readonly Block[] =>
  topology === null ? [] : fewestWords(topology, configuration);

const faultsOf = (loaded: Loaded<unknown>): readonly ConfigFault[] =>
  loaded.kind === "faulty" ? loaded.faults : [];

/** As a worker takes it: it refuses more, for it also takes variables, and needs the secrets that a replay does without. */
async function workerConfiguration(
  file: string | null,
  { env }: CliIo,
): Promise<Loaded<Configuration> | null> {
  return file === null ? null : await checkConfiguration({ file, env });
}
