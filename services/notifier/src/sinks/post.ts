import type { Outcome } from "./sink.ts";
import { plain } from "./words.ts";

export interface Post {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** How a request goes out; `fetch` but in tests. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** A server that asks for more is asked again sooner: it may be wrong about itself. */
const longestAskedMs = 300_000;
const longestAnswerBytes = 4096;

/** What is wrong with the message itself, and will be of it for ever. */
const refusing: readonly number[] = [400, 409, 410, 413, 415, 422];

/**
 * Sends a request and says what became of it. A redirection is not followed, wherever it leads: what is told, and the
 * secrets with it, goes to the configured address alone. Of an answer a short beginning is read.
 */
export async function post(request: Post, stop: AbortSignal, send: Fetch = fetch): Promise<Outcome> {
  const { url, body, headers, timeoutMs } = request;
  const patience = AbortSignal.timeout(timeoutMs);
  try {
    const response = await send(url, {
      method: "POST",
      headers,
      body,
      redirect: "manual",
      signal: AbortSignal.any([stop, patience]),
    });
    return await outcomeOf(response);
  } catch (error) {
    stop.throwIfAborted();
    const reason = patience.aborted ? `no answer within ${timeoutMs} ms` : troubleWords(error);
    return { kind: "away", reason, retryAfterMs: null };
  }
}

async function outcomeOf(response: Response): Promise<Outcome> {
  const { status } = response;
  const said = await beginningOf(response);
  if (status >= 200 && status < 300) return { kind: "taken" };
  const isRedirection = status >= 300 && status < 400;
  const reason = isRedirection
    ? `answers ${status}, a redirection, which is not followed: write the address that it leads to`
    : `answers ${status}${said === "" ? "" : `: ${said}`}`;
  if (refusing.includes(status)) return { kind: "refused", reason };
  return { kind: "away", reason, retryAfterMs: retryAfter(response) };
}

/** In seconds; a date is another clock's, and passed over. */
function retryAfter({ headers }: Response): number | null {
  const text = headers.get("retry-after") ?? "";
  return /^\d{1,9}$/.test(text) ? Math.min(Number(text) * 1000, longestAskedMs) : null;
}

async function beginningOf({ body }: Response): Promise<string> {
  if (body === null) return "";
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  while (bytes < longestAnswerBytes) {
    const { done, value } = (await reader.read()) as { readonly done: boolean; readonly value?: Uint8Array };
    if (done || value === undefined) break;
    chunks.push(value);
    bytes += value.byteLength;
  }
  await reader.cancel().catch(() => undefined);
  return plain(Buffer.concat(chunks).toString("utf8"), 200);
}

/** `fetch` hides what went wrong behind `fetch failed`. */
export function troubleWords(error: unknown): string {
  if (!(error instanceof Error)) return plain(String(error), 200);
  const { cause } = error;
  return plain(cause instanceof Error && cause.message !== "" ? cause.message : error.message, 200);
}
