import { inputFault } from "../../exit-codes.ts";
import type { CliIo } from "../../io.ts";
import type { Histories } from "../histories.ts";
import { type RowState, rowState } from "../row-state.ts";
import { fieldsOf, jsonFile } from "./json-file.ts";
import { namesApart } from "./names.ts";
import { isSqlite, openDatabase, type SqlRow } from "./sqlite.ts";
import { emptyBatch, type RowBatch, type StatusKind } from "./status-kind.ts";
import { checkFault, takeChecks, type WrittenCheck } from "./take-rows.ts";
import { writtenTimeMs } from "./written-time.ts";

const monitor = "uptime-kuma";

/** Heartbeats of Uptime Kuma 1 and 2: its database, or rows of it as JSON. */
export const uptimeKuma: StatusKind = {
  name: "uptime-kuma",
  input: "a file, Kuma's kuma.db",
  defaultCadence: "1m",
  defaultHold: "10m",
  note: "The monitor wrote a row for each check; these probes were derived by holding the last state.",
  read: readKuma,
};

async function* readKuma(file: string, into: Histories, io: CliIo): AsyncGenerator<RowBatch> {
  yield* (await isSqlite(file)) ? fromDatabase(file, into) : fromJson(file, into, io);
}

/** Kuma's `Database.clearHeartbeatData`, since version 2. */
const thinned =
  "Kuma 2 keeps of checks that are more than a day old the changes alone: --hold 30d believes a state until it changes";

/** A group has no checks of its own: its state follows from its members. */
const heartbeatsInOrder = `
  SELECT heartbeat.monitor_id AS id, heartbeat.time AS time, heartbeat.status AS status, heartbeat.msg AS msg
  FROM heartbeat JOIN monitor ON monitor.id = heartbeat.monitor_id
  WHERE monitor.type IS NOT 'group'
  ORDER BY heartbeat.monitor_id, heartbeat.time, heartbeat.id`;

async function* fromDatabase(file: string, into: Histories): AsyncGenerator<RowBatch> {
  const database = await openDatabase(file);
  try {
    if (!database.hasTable("heartbeat") || !database.hasTable("monitor")) {
      const hint = database.hasTable("endpoint_results")
        ? `It is of Gatus: tocsin import gatus ${file}`
        : "Kuma keeps its checks in kuma.db in its data folder.";
      throw inputFault(`${file} is no database of Uptime Kuma: it has no table heartbeat`, hint);
    }
    if (database.hasTable("stat_hourly")) yield { ...emptyBatch, notes: [thinned] };
    const monitors = [...database.rows("SELECT id, name FROM monitor")].map(({ id, name }) => {
      const own = textOf(name) === "" ? `monitor ${textOf(id)}` : textOf(name);
      return [id, own, `${own} ${textOf(id)}`] as const;
    });
    const names = namesApart(monitors);
    const checks = function* (): Generator<readonly [WrittenCheck, string]> {
      for (const row of database.rows(heartbeatsInOrder)) {
        yield [checkOf(row, names.get(row["id"] ?? null) ?? ""), rawOf(row)];
      }
    };
    yield* takeChecks(checks(), into);
  } finally {
    database.close();
  }
}

/** Rows of the query that the help shows. */
async function* fromJson(file: string, into: Histories, io: CliIo): AsyncGenerator<RowBatch> {
  const value = await jsonFile(file, io, "a database of Uptime Kuma (kuma.db), nor JSON");
  const fields = fieldsOf(value);
  const copy = "Copy kuma.db out of Kuma's data folder: tocsin import uptime-kuma kuma.db";
  if (fields !== null && "monitorList" in fields)
    throw inputFault(
      `${file} is a backup of Uptime Kuma, which has the monitors but none of their checks`,
      copy,
    );
  if (fields !== null && "heartbeatList" in fields)
    throw inputFault(
      `${file} is what a status page of Uptime Kuma shows: the last checks, without names`,
      copy,
    );
  if (!Array.isArray(value)) throw inputFault(`${file} is no list of heartbeats`, copy);
  const checks = (value as readonly unknown[]).map((row): readonly [WrittenCheck, string] => {
    const read = fieldsOf(row) ?? {};
    const service = [read["monitor"], read["name"], read["monitor_name"]]
      .map(textOf)
      .find((name) => name !== "");
    return [checkOf(read, service ?? ""), JSON.stringify(row)];
  });
  yield* takeChecks(checks, into);
}

function checkOf(row: Readonly<Record<string, unknown>>, service: string): WrittenCheck {
  if (service === "") return checkFault("row-value", "the monitor has no name");
  const at = writtenTimeMs(textOf(row["time"]));
  if (at === null)
    return checkFault("row-timestamp", `time is ${textOf(row["time"])}, which is no time in UTC`);
  const state = stateOf(Number(row["status"]), textOf(row["msg"]));
  if (state === null)
    return checkFault("row-value", `status is ${textOf(row["status"])}, which is none of 0 to 3`);
  return { kind: "check", at, monitor, service, state };
}

/** DOWN, UP, PENDING and MAINTENANCE (Kuma's src/util.ts). Pending: a check failed, and Kuma asks again before it says so. */
const states: readonly RowState[] = ["down", "up", "unknown", "unknown"];

/** Of a status with which a server turns a robot away the message tells. */
function stateOf(status: number, message: string): RowState | null {
  const state = states[status] ?? null;
  const [, code] = /status code (403|405|429)\b/.exec(message) ?? [];
  return state === "down" && code !== undefined ? rowState(false, Number(code)) : state;
}

const textOf = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" || typeof value === "bigint"
    ? String(value).trim()
    : "";

const rawOf = ({ time, status, msg }: SqlRow): string => JSON.stringify({ time, status, msg });
