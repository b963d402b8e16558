import type { HttpError } from "@influxdata/influxdb-client";

export type InfluxFaultKind =
  /** No answer, or the server says that it cannot just now: ask again later. */
  | "unavailable"
  /** The bucket, database or organisation is not there. It may be made while we wait. */
  | "missing"
  /** The token or password is wrong, or does not allow it. Asking again is of no use. */
  | "refused"
  /** The server will not take what was sent. */
  | "rejected";

/** What went wrong with InfluxDB. The message never holds a token or password. `cause` is the client's own error. */
export class InfluxFault extends Error {
  readonly kind: InfluxFaultKind;
  /** How long the server asks to be left alone; 0 where it does not say. */
  readonly retryAfterMs: number;

  constructor(
    kind: InfluxFaultKind,
    message: string,
    options: { readonly retryAfterMs?: number; readonly cause?: unknown } = {},
  ) {
    super(message, options);
    this.name = "InfluxFault";
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs ?? 0;
  }
}

/** Statuses by which a server refuses what was sent; 413: too much at once. */
const aboutData: ReadonlySet<number> = new Set([400, 413, 422]);

export function faultOfAnswer(error: HttpError): InfluxFault {
  const lacksRight = error.statusCode === forbidden ? ": known, but without the right to do this" : "";
  const message = `${messageIn(error)} (HTTP ${error.statusCode}${lacksRight})`;
  // The header's seconds, which the client takes for milliseconds.
  const retryAfterMs = error.retryAfter() * 1000;
  return new InfluxFault(kindOf(error.statusCode), message, { retryAfterMs, cause: error });
}

/** 2.x answers 401 to a token that it does not know, and this to one that it knows. */
const forbidden = 403;

function kindOf(status: number): InfluxFaultKind {
  if (status === 401 || status === forbidden) return "refused";
  if (status === 404) return "missing";
  if (aboutData.has(status)) return "rejected";
  // 408, 425, 429 and 5xx; anything else is no InfluxDB: a proxy or a login page, perhaps a deployment under way.
  return "unavailable";
}

/** No answer came: the connection failed or it took too long. */
export function faultOfSilence(url: string, error: unknown): InfluxFault {
  return new InfluxFault("unavailable", `no answer from ${url}: ${reasonOf(error)}`, { cause: error });
}

const longestMessage = 500;

/** 2.x says `message`, 1.x says `error`; anything else is no InfluxDB. */
function messageIn({ json, body = "" }: HttpError): string {
  const answer = json as { readonly message?: unknown; readonly error?: unknown } | null | undefined;
  const said = answer?.message ?? answer?.error;
  const line = (typeof said === "string" ? said : body).replaceAll(/\s+/g, " ").trim();
  return line === "" ? "no reason given" : line.slice(0, longestMessage);
}

/** Where a name has several addresses, the error of them all has no words. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error.message === "" ? error.name : error.message;
}
