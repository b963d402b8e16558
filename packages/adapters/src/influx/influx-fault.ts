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
  /** How long the server asks to be left alone; null where it does not say. */
  readonly retryAfterMs: number | null;

  constructor(
    kind: InfluxFaultKind,
    message: string,
    options: { readonly retryAfterMs?: number | null; readonly cause?: unknown } = {},
  ) {
    super(message, options);
    this.name = "InfluxFault";
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/** An answer of the server that is no success. */
export interface FailedAnswer {
  readonly status: number;
  readonly body: string;
  /** The header `Retry-After`. */
  readonly retryAfter: string | null;
}

/** Statuses by which a server refuses what was sent; 413: too much at once. */
const aboutData: ReadonlySet<number> = new Set([400, 413, 422]);

export function faultOfAnswer({ status, body, retryAfter }: FailedAnswer, cause?: unknown): InfluxFault {
  const message = `${messageIn(body)} (HTTP ${status})`;
  const options = { cause, retryAfterMs: waitAskedFor(retryAfter) };
  return new InfluxFault(kindOf(status), message, options);
}

function kindOf(status: number): InfluxFaultKind {
  if (status === 401 || status === 403) return "refused";
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
function messageIn(body: string): string {
  const text = messageField(body) ?? body;
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line === "" ? "no reason given" : line.slice(0, longestMessage);
}

function messageField(body: string): string | null {
  try {
    const parsed = JSON.parse(body) as { message?: unknown; error?: unknown } | null;
    const said = parsed?.message ?? parsed?.error;
    return typeof said === "string" ? said : null;
  } catch {
    return null;
  }
}

/** Whole seconds; a date is not read. */
function waitAskedFor(retryAfter: string | null): number | null {
  return retryAfter !== null && /^\d{1,5}$/.test(retryAfter) ? Number(retryAfter) * 1000 : null;
}

/** `fetch` hides the reason in the cause; several addresses fail with an error that has no words at all. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return reasonOf(error.cause);
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error.message === "" ? error.name : error.message;
}
