import type { ErrorCode } from "@tocsin/contracts";
import { type AvroReader, avroReader } from "./avro.ts";
import { framedIn, isJson } from "./frame.ts";
import { fetchedSchema, type RegistryConnection } from "./registry-client.ts";

/** Why a message in the framing of a registry cannot be read. */
export interface Unreadable {
  readonly code: ErrorCode;
  readonly reason: string;
}

/** Reads messages in the framing of the Confluent Schema Registry, JSON and Avro. */
export interface SchemaReader {
  /** Numbers of schemas that these messages need, and that were not asked for yet. */
  readonly missing: (values: Iterable<string | Uint8Array | null>) => readonly number[];
  /** Asks for a schema. Rejects with a `RegistryFault` where the registry does not answer: the message must wait. */
  readonly load: (id: number) => Promise<void>;
  /** The JSON in a framed message, or why there is none; null for one that is in no such framing. */
  readonly read: (value: string | Uint8Array) => Uint8Array | Unreadable | null;
}

export interface SchemaSource {
  /** Schemas that are known from the start, by number. */
  readonly files: ReadonlyMap<number, string>;
  /** Null: there are only those. */
  readonly registry: RegistryConnection | null;
}

/** Schemas of one number never change, so each is asked for once; of so many the one that was not used for longest goes. */
const mostSchemas = 1000;

export function schemaReader({ files, registry }: SchemaSource): SchemaReader {
  const readers = new Map<number, AvroReader | Unreadable>();
  for (const [id, schema] of files) readers.set(id, readerOf(id, schema));
  const keep = (id: number, reader: AvroReader | Unreadable): void => {
    readers.delete(id);
    readers.set(id, reader);
    if (readers.size <= mostSchemas + files.size) return;
    const oldest = [...readers.keys()].find((one) => !files.has(one));
    if (oldest !== undefined) readers.delete(oldest);
  };
  return {
    missing: (values) => {
      const ids = new Set<number>();
      if (registry === null) return [];
      for (const value of values) {
        const framed = framedIn(value);
        if (framed !== null && !readers.has(framed.id) && !isJson(framed)) ids.add(framed.id);
      }
      return [...ids];
    },
    load: async (id) => {
      if (registry === null || readers.has(id)) return;
      const fetched = await fetchedSchema(registry, id);
      if (fetched.kind === "avro") keep(id, readerOf(id, fetched.schema));
      else keep(id, { code: "schema-unknown", reason: fetched.reason });
    },
    read: (value) => {
      const framed = framedIn(value);
      if (framed === null) return null;
      if (isJson(framed)) return framed.body;
      const { id, body } = framed;
      const reader = readers.get(id);
      if (reader === undefined) {
        const reason = `the message is of schema ${id}, which is not known; name its registry under schemaRegistry`;
        return { code: "schema-unknown", reason };
      }
      if (typeof reader !== "function") return reader;
      const read = reader(body);
      if (typeof read !== "string") return new TextEncoder().encode(read.json);
      return { code: "format-unreadable", reason: `Avro, schema ${id}: ${read}` };
    },
  };
}

function readerOf(id: number, schema: string): AvroReader | Unreadable {
  const reader = avroReader(schema);
  if (typeof reader === "function") return reader;
  return { code: "schema-unknown", reason: `schema ${id} cannot be used: ${reader}` };
}
