import type { InfluxConfiguration } from "@tocsin/contracts";
import { faultOfAnswer, faultOfSilence } from "./influx-fault.ts";

/** The URL without a slash at its end. */
export const baseUrl = ({ url }: InfluxConfiguration): string => url.replace(/\/+$/, "");

/** What an InfluxQL query calls the place of the points. */
export const databaseOf = ({ api, bucket, database }: InfluxConfiguration): string =>
  api === "v2" ? bucket : database;

/** Secrets go into headers, never into a URL, because URLs are logged on the way. */
export function authorization(configuration: InfluxConfiguration): Readonly<Record<string, string>> {
  const { api, token, username, password } = configuration;
  if (api === "v2") return token === undefined ? {} : { Authorization: `Token ${token}` };
  if (username === undefined) return {};
  const pair = Buffer.from(`${username}:${password ?? ""}`, "utf8").toString("base64");
  return { Authorization: `Basic ${pair}` };
}

export interface InfluxRequest {
  readonly method: "GET" | "POST" | "PATCH";
  /** Begins with a slash. */
  readonly path: string;
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  readonly text?: string;
}

/** Asks once. Gives the body of a success as text; throws an `InfluxFault` for everything else. */
export async function ask(configuration: InfluxConfiguration, request: InfluxRequest): Promise<string> {
  const { body } = await answered(configuration, request);
  return body;
}

/** As `ask`, with the headers of the answer. */
export async function answered(
  configuration: InfluxConfiguration,
  request: InfluxRequest,
): Promise<{ readonly body: string; readonly headers: Headers }> {
  const url = `${baseUrl(configuration)}${request.path}`;
  const { response, body } = await exchanged(configuration, url, request);
  if (!response.ok) {
    const retryAfter = response.headers.get("retry-after");
    throw faultOfAnswer({ status: response.status, body, retryAfter });
  }
  return { body, headers: response.headers };
}

async function exchanged(
  configuration: InfluxConfiguration,
  url: string,
  request: InfluxRequest,
): Promise<{ response: Response; body: string }> {
  try {
    const response = await fetch(url, {
      method: request.method,
      headers: {
        ...authorization(configuration),
        ...(request.json === undefined ? {} : { "Content-Type": "application/json" }),
      },
      ...bodyOf(request),
      signal: AbortSignal.timeout(configuration.timeoutMs),
    });
    return { response, body: await response.text() };
  } catch (error) {
    throw faultOfSilence(baseUrl(configuration), error);
  }
}

function bodyOf({ json, form, text }: InfluxRequest): {
  body?: string | URLSearchParams;
} {
  if (json !== undefined) return { body: JSON.stringify(json) };
  if (form !== undefined) return { body: new URLSearchParams(form) };
  return text === undefined ? {} : { body: text };
}
