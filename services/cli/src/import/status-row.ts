import { epochMsOf, type ErrorCode, Timestamp } from "@tocsin/contracts";
import { type RowState, rowState } from "./row-state.ts";

/** A row of a status monitor's history that could be read; `contradicted` rows are readable too. */
export interface StatusRow {
  readonly kind: "row";
  /** Epoch milliseconds. */
  readonly at: number;
  readonly monitor: string;
  readonly service: string;
  readonly state: RowState;
  /** Whether `http_code` holds what is none; the row counts without it. */
  readonly codeDropped: boolean;
}

export interface RowFault {
  readonly kind: "fault";
  readonly code: ErrorCode;
  readonly reason: string;
}

/** Where each column that is used stands in a row; the last may be absent. */
export interface Columns {
  readonly count: number;
  readonly timestamp: number;
  readonly monitor: number;
  readonly service: number;
  readonly up: number;
  readonly httpCode: number | null;
}

/** Columns by the names of the header, in any order; others are ignored. Null where one that is needed is missing. */
export function columnsOf(header: readonly string[]): Columns | null {
  const at = (name: string): number | null => {
    const index = header.findIndex((cell) => cell.trim().toLowerCase() === name);
    return index < 0 ? null : index;
  };
  const [timestamp, monitor, service, up] = [at("timestamp_iso"), at("monitor"), at("service"), at("up")];
  if (timestamp === null || monitor === null || service === null || up === null) return null;
  return {
    count: header.length,
    timestamp,
    monitor,
    service,
    up,
    httpCode: at("http_code"),
  };
}

export const requiredColumns = "timestamp_iso, monitor, service and up";

export function readRow(cells: readonly string[], columns: Columns): StatusRow | RowFault {
  if (cells.length !== columns.count) {
    return fault("row-not-csv", `the header has ${columns.count} columns, the row has ${cells.length}`);
  }
  const cell = (index: number | null): string => (index === null ? "" : cells[index]!.trim());
  const at = epochMs(cell(columns.timestamp));
  if (at === null) return fault("row-timestamp", "timestamp_iso is not an ISO 8601 time with its offset");
  const monitor = cell(columns.monitor);
  const service = cell(columns.service);
  if (monitor === "" || service === "") return fault("row-value", "monitor or service is empty");
  const up = cell(columns.up);
  if (up !== "0" && up !== "1") return fault("row-value", "up is neither 0 nor 1");
  const code = cell(columns.httpCode);
  const codeDropped = !/^\d{0,3}$/.test(code);
  return {
    kind: "row",
    at,
    monitor,
    service,
    state: rowState(up === "1", code === "" || codeDropped ? null : Number(code)),
    codeDropped,
  };
}

/** The timestamps that telemetry may carry, but only the ISO 8601 form, and none before 1970. */
function epochMs(text: string): number | null {
  const timestamp = Timestamp.safeParse(text);
  if (!timestamp.success) return null;
  const at = epochMsOf(timestamp.data);
  return Number.isSafeInteger(at) && at >= 0 ? at : null;
}

const fault = (code: ErrorCode, reason: string): RowFault => ({ kind: "fault", code, reason });
