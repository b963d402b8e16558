/** Where schemas are asked for by their numbers. */
export interface RegistryConnection {
  readonly url: string;
  /** Null: it asks nobody who is there. */
  readonly login: { readonly username: string; readonly password: string } | null;
  readonly timeoutMs: number;
}

/** It did not answer, or not as a registry does: asking again may help. */
export class RegistryFault extends Error {
  override readonly name = "RegistryFault";
}

/** A schema as the registry has it; `missing` says why it cannot be used, for good. */
export type FetchedSchema =
  | { readonly kind: "avro"; readonly schema: string }
  | { readonly kind: "missing"; readonly reason: string };

/** More is no schema. */
const longestAnswer = 1_048_576;
const notFound = 404;

/** Asks for a schema. Rejects with a `RegistryFault` where there is no answer. */
export async function fetchedSchema(to: RegistryConnection, id: number): Promise<FetchedSchema> {
  const text = await answerOf(to, id);
  if (text === null) return { kind: "missing", reason: `the registry at ${to.url} has no schema ${id}` };
  const { schema, schemaType = "AVRO", references } = answered(to, text);
  if (typeof schema !== "string") throw new RegistryFault(`${to.url} does not answer as a schema registry`);
  if (schemaType !== "AVRO") return missing(id, `is ${String(schemaType)}, and Avro and JSON are read`);
  if (Array.isArray(references) && references.length > 0) return missing(id, "refers to other schemas");
  return { kind: "avro", schema };
}

const missing = (id: number, why: string): FetchedSchema => ({
  kind: "missing",
  reason: `schema ${id} ${why}`,
});

/** Null where there is no such schema. No redirection is followed: it would take the password elsewhere. */
async function answerOf({ url, login, timeoutMs }: RegistryConnection, id: number): Promise<string | null> {
  const headers = new Headers({ accept: "application/vnd.schemaregistry.v1+json, application/json" });
  if (login !== null) {
    const encoded = Buffer.from(`${login.username}:${login.password}`, "utf8").toString("base64");
    headers.set("authorization", `Basic ${encoded}`);
  }
  try {
    const asked = `${url.replace(/\/+$/, "")}/schemas/ids/${id}`;
    const answer = await fetch(asked, { headers, redirect: "error", signal: AbortSignal.timeout(timeoutMs) });
    if (answer.status === notFound) return null;
    if (!answer.ok) throw new RegistryFault(`${url} answers with ${answer.status}`);
    const text = await answer.text();
    if (text.length > longestAnswer) throw new RegistryFault(`${url} answers with ${text.length} characters`);
    return text;
  } catch (error) {
    if (error instanceof RegistryFault) throw error;
    const { message, cause } = error instanceof Error ? error : new Error(String(error));
    const why = cause instanceof Error && cause.message !== "" ? cause.message : message;
    throw new RegistryFault(`${url} cannot be reached: ${why}`);
  }
}

function answered({ url }: RegistryConnection, text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Readonly<Record<string, unknown>>;
  } catch {
    // Told below, as every answer that is none.
  }
  throw new RegistryFault(`${url} does not answer as a schema registry`);
}
