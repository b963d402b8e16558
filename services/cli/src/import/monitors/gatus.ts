import { inputFault } from "../../exit-codes.ts";
import type { CliIo } from "../../io.ts";
import type { Histories } from "../histories.ts";
import { type RowState, rowState } from "../row-state.ts";
import { fieldsOf, jsonFile } from "./json-file.ts";
import { namesApart } from "./names.ts";
import { isSqlite, openDatabase } from "./sqlite.ts";
import type { RowBatch, StatusKind } from "./status-kind.ts";
import { checkFault, takeChecks, type WrittenCheck } from "./take-rows.ts";
import { writtenTimeMs } from "./written-time.ts";

const monitor = "gatus";

/** Results of Gatus: its SQLite database, or the answers of its API. */
export const gatus: StatusKind = {
  name: "gatus",
  input: "a file, Gatus's database or an answer of its API",
  defaultCadence: "1m",
  defaultHold: "10m",
  note: "The monitor wrote a row for each check; these probes were derived by holding the last state.",
  read: readGatus,
};

async function* readGatus(file: string, into: Histories, io: CliIo): AsyncGenerator<RowBatch> {
  yield* (await isSqlite(file)) ? fromDatabase(file, into) : fromAnswer(file, into, io);
}

/** A result's number grows with its time. */
const resultsInOrder = `
  SELECT endpoint_id AS id, success, status, timestamp FROM endpoint_results
  ORDER BY endpoint_id, endpoint_result_id`;

async function* fromDatabase(file: string, into: Histories): AsyncGenerator<RowBatch> {
  const database = await openDatabase(file);
  try {
    if (!database.hasTable("endpoint_results") || !database.hasTable("endpoints")) {
      const hint = database.hasTable("heartbeat")
        ? `It is of Uptime Kuma: tocsin import uptime-kuma ${file}`
        : "Gatus keeps its results in the file of storage.path, where storage.type is sqlite.";
      throw inputFault(`${file} is no database of Gatus: it has no table endpoint_results`, hint);
    }
    const endpoints = database.rows("SELECT endpoint_id, endpoint_name, endpoint_group FROM endpoints");
    const names = serviceNames(
      [...endpoints].map((row) => ({
        key: row["endpoint_id"],
        name: row["endpoint_name"],
        group: row["endpoint_group"],
      })),
    );
    const checks = function* (): Generator<readonly [WrittenCheck, string]> {
      for (const row of database.rows(resultsInOrder)) {
        const { id, success, status, timestamp } = row;
        yield [checkOf({ success: success === 1, status, timestamp }, names.get(id) ?? ""), rawOf(row)];
      }
    };
    yield* takeChecks(checks(), into);
  } finally {
    database.close();
  }
}

/** Answers of `/api/v1/endpoints/statuses`, or of one endpoint. */
async function* fromAnswer(file: string, into: Histories, io: CliIo): AsyncGenerator<RowBatch> {
  const value = await jsonFile(file, io, "a database of Gatus, nor JSON");
  const endpoints = (Array.isArray(value) ? (value as readonly unknown[]) : [value]).map(fieldsOf);
  if (!endpoints.some((endpoint) => endpoint !== null && ("results" in endpoint || "events" in endpoint)))
    throw inputFault(
      `${file} is no answer of Gatus with results`,
      "Ask it for them: curl 'http://GATUS/api/v1/endpoints/statuses?pageSize=100' > statuses.json",
    );
  const names = serviceNames(
    endpoints.map((endpoint, key) => ({ key, name: endpoint?.["name"], group: endpoint?.["group"] })),
  );
  yield* takeChecks(
    endpoints.flatMap((endpoint, key) => endpointChecks(endpoint ?? {}, names.get(key) ?? "")),
    into,
  );
}

type Fields = Readonly<Record<string, unknown>>;

/** In order of time. Events tell of the time before the first result that is kept; what both tell, results tell. */
function endpointChecks(endpoint: Fields, service: string): readonly (readonly [WrittenCheck, string])[] {
  const results = listOf(endpoint["results"]).map((result): readonly [WrittenCheck, string] => [
    checkOf(
      { success: result["success"] === true, status: result["status"], timestamp: result["timestamp"] },
      service,
    ),
    rawOf(result),
  ]);
  const first = results.reduce((least, [check]) => Math.min(least, timeOf(check)), Infinity);
  const events = listOf(endpoint["events"]).map((event): readonly [WrittenCheck, string] => [
    eventOf(event, service),
    JSON.stringify(event),
  ]);
  const before = events.filter(([check]) => check.kind === "check" && check.at < first);
  return [...before, ...results].toSorted(([a], [b]) => timeOf(a) - timeOf(b));
}

const timeOf = (check: WrittenCheck): number => (check.kind === "check" ? check.at : Infinity);

const listOf = (value: unknown): readonly Fields[] =>
  (Array.isArray(value) ? (value as readonly unknown[]) : []).map((entry) => fieldsOf(entry) ?? {});

interface Result {
  readonly success: boolean;
  readonly status: unknown;
  readonly timestamp: unknown;
}

/** A condition may fail whatever the status is, so a status of success contradicts nothing. */
function checkOf({ success, status, timestamp }: Result, service: string): WrittenCheck {
  if (service === "") return checkFault("row-value", "the endpoint has no name");
  const at = typeof timestamp === "string" ? writtenTimeMs(timestamp) : null;
  if (at === null)
    return checkFault(
      "row-timestamp",
      `timestamp is ${String(timestamp)}, which is no time that Gatus writes`,
    );
  const code = Number(status);
  const state = !success && code >= 400 ? rowState(false, code) : success ? "up" : "down";
  return { kind: "check", at, monitor, service, state };
}

/** What an endpoint was from an event on; when Gatus starts, it does not know. */
const eventStates: Readonly<Record<string, RowState>> = {
  HEALTHY: "up",
  UNHEALTHY: "down",
  START: "unknown",
};

function eventOf({ type, timestamp }: Fields, service: string): WrittenCheck {
  const state = eventStates[String(type)];
  const at = typeof timestamp === "string" ? writtenTimeMs(timestamp) : null;
  if (state === undefined || at === null) return checkFault("row-value", "no event of Gatus");
  return { kind: "check", at, monitor, service, state };
}

interface Endpoint {
  readonly key: unknown;
  readonly name: unknown;
  readonly group: unknown;
}

/** The name of each endpoint by its key; where several groups have it, behind that of its group. */
function serviceNames(endpoints: readonly Endpoint[]): ReadonlyMap<unknown, string> {
  return namesApart(
    endpoints.map(({ key, name, group }) => {
      const own = typeof name === "string" ? name.trim() : "";
      const within = typeof group === "string" ? group.trim() : "";
      return [key, own, within === "" ? own : `${within}/${own}`] as const;
    }),
  );
}

const rawOf = ({ success, status, timestamp }: Fields): string =>
  JSON.stringify({ success, status, timestamp });
