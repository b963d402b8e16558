import { type Influx1Service, type InfluxService } from "./influx-services.ts";
import { uniquePrefix } from "../kafka/make-topics.ts";

export interface FreshStore {
  /** Name of the bucket or database. */
  readonly name: string;
  readonly remove: () => Promise<void>;
}

async function asked(influx: InfluxService, path: string, init: RequestInit): Promise<unknown> {
  const headers = { authorization: `Token ${influx.token}`, "content-type": "application/json" };
  const response = await fetch(`${influx.url}${path}`, { ...init, headers });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? null : response.json();
}

async function orgId(influx: InfluxService): Promise<string> {
  const path = `/api/v2/orgs?org=${encodeURIComponent(influx.org)}`;
  const { orgs } = (await asked(influx, path, {})) as { readonly orgs: readonly { readonly id: string }[] };
  const id = orgs[0]?.id;
  if (id === undefined) throw new Error(`InfluxDB has no organisation ${influx.org}`);
  return id;
}

/** An empty bucket of InfluxDB 2.x that keeps points for ever and is a database of its own name to InfluxQL. */
export async function freshBucket(influx: InfluxService): Promise<FreshStore> {
  const name = uniquePrefix("bucket");
  const body = JSON.stringify({ orgID: await orgId(influx), name, retentionRules: [] });
  const { id } = (await asked(influx, "/api/v2/buckets", { method: "POST", body })) as {
    readonly id: string;
  };
  return {
    name,
    remove: async () => {
      await asked(influx, `/api/v2/buckets/${id}`, { method: "DELETE" });
    },
  };
}

/** Deletes a bucket with all that is in it. */
export async function dropBucket(influx: InfluxService, name: string): Promise<void> {
  await asked(influx, `/api/v2/buckets/${await bucketId(influx, name)}`, { method: "DELETE" });
}

async function bucketId(influx: InfluxService, name: string): Promise<string> {
  const path = `/api/v2/buckets?name=${encodeURIComponent(name)}`;
  const { buckets } = (await asked(influx, path, {})) as {
    readonly buckets: readonly { readonly id: string }[];
  };
  const id = buckets[0]?.id;
  if (id === undefined) throw new Error(`InfluxDB has no bucket ${name}`);
  return id;
}

/** A token of its own, which can be taken back and given again. */
export interface FreshToken {
  readonly token: string;
  readonly revoke: () => Promise<void>;
  readonly grant: () => Promise<void>;
}

/** With the rights that `tocsin influx setup` needs. */
export async function freshToken(influx: InfluxService): Promise<FreshToken> {
  const orgID = await orgId(influx);
  const rights = ["buckets", "dbrp"].flatMap((type) =>
    ["read", "write"].map((action) => ({ action, resource: { type, orgID } })),
  );
  const seesOrg = { action: "read", resource: { type: "orgs", id: orgID } };
  const body = JSON.stringify({ orgID, permissions: [...rights, seesOrg] });
  const { id, token } = (await asked(influx, "/api/v2/authorizations", { method: "POST", body })) as {
    readonly id: string;
    readonly token: string;
  };
  const set = async (status: "active" | "inactive"): Promise<void> => {
    const change = { method: "PATCH", body: JSON.stringify({ status }) };
    await asked(influx, `/api/v2/authorizations/${id}`, change);
  };
  return { token, revoke: async () => await set("inactive"), grant: async () => await set("active") };
}

const statement = async (influx: Influx1Service, query: string): Promise<void> => {
  const response = await fetch(`${influx.url}/query`, {
    method: "POST",
    body: new URLSearchParams({ q: query }),
  });
  const text = await response.text();
  if (!response.ok || text.includes("error")) throw new Error(`${query}: ${response.status} ${text}`);
};

/** An empty database of InfluxDB 1.x. */
export async function freshDatabase(influx: Influx1Service): Promise<FreshStore> {
  const name = uniquePrefix("database");
  await statement(influx, `CREATE DATABASE "${name}"`);
  return { name, remove: () => statement(influx, `DROP DATABASE "${name}"`) };
}
