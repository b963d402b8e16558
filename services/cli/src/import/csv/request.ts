import type { ParsedArguments } from "../../arguments/parse.ts";
import { didYouMean } from "../../arguments/suggestion.ts";
import { usageFault } from "../../exit-codes.ts";
import { inputFiles, refuseOverwriting } from "../named-files.ts";
import { parseDuration } from "../duration.ts";
import type { Decimals } from "./cells.ts";
import { type Measure, measureNames, wideMeasures } from "./measures.ts";
import type { DateOrder } from "./times.ts";
import { type Zone, zoneOf } from "./zone.ts";

/** What the arguments ask for; `-` stands for standard input and output. */
export interface CsvRequest {
  /** In order of name: what comes out does not depend on the order in which files are given. */
  readonly files: readonly string[];
  readonly out: string;
  readonly rejects: string | null;
  readonly quiet: boolean;
  /** Names of columns as the user wrote them; null where none was named. */
  readonly time: string | null;
  readonly service: string | null;
  /** What all rows are of, instead of a column. */
  readonly as: string | null;
  readonly operation: string | null;
  readonly region: string | null;
  readonly source: string | null;
  readonly category: string | null;
  readonly measures: ReadonlyMap<Measure, string>;
  /** What the columns of a wide table hold, or null where each row names its service. */
  readonly wide: readonly Measure[] | null;
  readonly delimiter: string | null;
  readonly decimals: Decimals | null;
  readonly dates: DateOrder;
  readonly zone: Zone | null;
  /** Null: found out from the gaps between rows. */
  readonly cadenceMs: number | null;
  readonly stamp: "start" | "end";
  readonly perSecond: boolean;
  readonly latencyUnit: keyof typeof latencyUnits;
}

/** Milliseconds of what a column of latencies may be in. */
export const latencyUnits = { ns: 1e-6, us: 1e-3, ms: 1, s: 1000 } as const;

const longestCadenceMs = 86_400_000;

/** Throws a `ProcessFault` of code 2 for what cannot be meant. */
export function csvRequest(parsed: ParsedArguments): CsvRequest {
  const request = requestOf(parsed, "csv");
  refuseHalves(request);
  return request;
}

/** What the arguments of a kind of import ask for that reads tables; `ProcessFault`s as above. */
export function requestOf({ positionals, values, flags }: ParsedArguments, kind: string): CsvRequest {
  const request: CsvRequest = {
    files: inputFiles(positionals, { kind }),
    out: values.get("out") ?? "-",
    rejects: values.get("rejects") ?? null,
    quiet: flags.has("quiet"),
    time: values.get("time") ?? null,
    service: values.get("service") ?? null,
    as: values.get("as") ?? null,
    operation: values.get("operation") ?? null,
    region: values.get("region") ?? null,
    source: values.get("source") ?? null,
    category: values.get("category") ?? null,
    measures: new Map(
      measureNames.flatMap((name): [Measure, string][] => {
        const column = values.get(name);
        return column === undefined ? [] : [[name, column]];
      }),
    ),
    wide: wideOf(values.get("wide")),
    delimiter: delimiterOf(values.get("delimiter")),
    decimals: oneOf("decimals", values.get("decimals"), ["comma", "point"]),
    dates: oneOf("dates", values.get("dates"), ["ymd", "dmy", "mdy"]) ?? "ymd",
    zone: values.has("zone") ? zoneOf(values.get("zone") as string) : null,
    cadenceMs: intervalOf("cadence", values.get("cadence")),
    stamp: oneOf("stamp", values.get("stamp"), ["start", "end"]) ?? "start",
    perSecond: flags.has("per-second"),
    latencyUnit: oneOf("latency-unit", values.get("latency-unit"), ["ns", "us", "ms", "s"]) ?? "ms",
  };
  refuseOverwriting({ ...request, mapping: values.get("mapping") ?? null });
  return request;
}

const alone = "A share alone carries no evidence: 1 of 2 and 1,000 of 2,000 are the same share.";

/** Columns that say nothing without another one. */
function refuseHalves({ measures, wide, service, as }: CsvRequest): void {
  if (measures.size > 0 && wide !== null)
    throw usageFault("--wide says what all columns hold; name no column of a measure beside it");
  if (wide !== null && (service !== null || as !== null))
    throw usageFault("with --wide the headings are the services: name neither --service nor --as");
  if (service !== null && as !== null) throw usageFault("--service and --as say the same: name one of them");
  const has = (measure: Measure): boolean => measures.has(measure);
  if (has("error-ratio") && !has("requests"))
    throw usageFault(
      "--error-ratio needs --requests, the column of how many requests it is a share of",
      alone,
    );
  if (has("errors") && !has("requests"))
    throw usageFault("--errors needs --requests, the column of all requests, failed ones too", alone);
  if (has("requests") && !has("errors") && !has("error-ratio"))
    throw usageFault("--requests needs --errors, the column of how many of them failed, or --error-ratio");
  if (has("errors") && has("error-ratio"))
    throw usageFault("--errors and --error-ratio say the same: name one of them");
  if (has("up") && has("requests"))
    throw usageFault(
      "--up is one probe and --requests are many: import them by two commands, each with a --source",
    );
  const latency = (["undelivered", "oldest", "p50", "p95", "p99"] as const).find(has);
  if (latency !== undefined && !has("delivered"))
    throw usageFault(`--${latency} needs --delivered, the column of how many messages were delivered`, alone);
}

function wideOf(text: string | undefined): readonly Measure[] | null {
  if (text === undefined) return null;
  const measures = text.split(",").map((word) => word.trim());
  const found = wideMeasures.find(
    (list) => list.length === measures.length && list.every((name) => measures.includes(name)),
  );
  if (found !== undefined) return found;
  throw usageFault(
    `--wide takes ${wideMeasures.map((list) => list.join(",")).join(" or ")}, not ${text}`,
    alone,
  );
}

const delimiters: Readonly<Record<string, string>> = { ",": ",", ";": ";", tab: "\t", "\t": "\t", "|": "|" };

function delimiterOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  const delimiter = delimiters[text];
  if (delimiter === undefined) throw usageFault(`--delimiter takes one of , ; | and tab, not ${text}`);
  return delimiter;
}

function oneOf<Word extends string>(
  option: string,
  text: string | undefined,
  words: readonly Word[],
): Word | null {
  if (text === undefined) return null;
  const found = words.find((word) => word === text);
  if (found !== undefined) return found;
  throw usageFault(`--${option} takes ${words.join(", ")}, not ${text}`, didYouMean(text, words));
}

/** Milliseconds of an option that is the length of an interval; null where it is not given. */
export function intervalOf(option: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const cadenceMs = parseDuration(text);
  if (cadenceMs !== null && cadenceMs > 0 && cadenceMs <= longestCadenceMs) return cadenceMs;
  throw usageFault(
    `--${option} ${text} is not a duration of at most 24h`,
    "Write a whole number and its unit, such as 30s, 5m or 1h.",
  );
}
