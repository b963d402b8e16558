import { readdirSync, readFileSync } from "node:fs";
import { deserialize } from "node:v8";
import { gunzipSync, gzipSync } from "node:zlib";
import { detectionFormat, intakeFormat } from "@tocsin/core";
import type { MemoryCluster } from "../support/memory-log/index.ts";
import { configuration } from "./kept-world.ts";

/** Workers with a memory: where it stands, and the format that this version writes. */
export const workers = {
  intake: { topic: configuration.topics.intakeState, format: intakeFormat },
  detector: { topic: configuration.topics.detectorState, format: detectionFormat },
} as const;
export type Worker = keyof typeof workers;

/** What a worker remembers of the kept world at the cut, byte for byte as it stood in its topic. */
export interface KeptState {
  readonly worker: Worker;
  readonly format: number;
  readonly partitions: readonly KeptPartition[];
}

interface KeptPartition {
  readonly partition: number;
  /** The progress record. Its offsets are counted from the cut, and its snapshot stands at the beginning. */
  readonly record: KeptRecord;
  /** The records of the snapshot, base64. */
  readonly chunks: readonly string[];
}

interface KeptRecord {
  readonly progress: object;
  readonly snapshot: {
    readonly offset: number;
    readonly parts: number;
    readonly format: number;
    readonly progress: object;
  };
  readonly previous: object | null;
}

const folder = new URL("kept/", import.meta.url);

export const fileOf = (worker: Worker, format: number): URL => new URL(`${worker}-${format}.json.gz`, folder);

/** Formats of which a state is kept, in order. */
export function keptFormats(worker: Worker): readonly number[] {
  const pattern = new RegExp(`^${worker}-(\\d+)\\.json\\.gz$`);
  return readdirSync(folder)
    .map((name) => Number(pattern.exec(name)?.[1] ?? Number.NaN))
    .filter((format) => !Number.isNaN(format))
    .sort((one, other) => one - other);
}

export const readKept = (worker: Worker, format: number): KeptState =>
  JSON.parse(gunzipSync(readFileSync(fileOf(worker, format))).toString("utf8")) as KeptState;

export const keptBytes = (kept: KeptState): Uint8Array => gzipSync(JSON.stringify(kept), { level: 9 });

/** What a worker has written, as it is kept. */
export function takenFrom(cluster: MemoryCluster, worker: Worker): KeptState {
  const { topic, format } = workers[worker];
  const records = cluster.records(topic);
  const places = [...new Set(records.map(({ partition }) => partition))];
  const partitions = places.map((partition): KeptPartition => {
    const here = records.filter((record) => record.partition === partition);
    const record = JSON.parse(Buffer.from(here.at(-1)?.value ?? []).toString("utf8")) as KeptRecord;
    const { offset, parts } = record.snapshot;
    const first = here.findIndex((one) => one.offset === offset);
    const chunks = here
      .slice(first, first + parts)
      .map(({ value }) => Buffer.from(value ?? []).toString("base64"));
    return { partition, record: fromCut(record), chunks };
  });
  return { worker, format, partitions };
}

/** As if the topics of the cut began there. */
function fromCut(record: KeptRecord): KeptRecord {
  const { progress, snapshot } = record;
  return {
    ...record,
    progress: atBeginning(progress),
    snapshot: { ...snapshot, offset: 0, progress: atBeginning(snapshot.progress) },
    previous: null,
  };
}

function atBeginning(progress: object): object {
  if ("offset" in progress) return { ...progress, offset: 0 };
  const { positions } = progress as { readonly positions: readonly (readonly [number, number])[] };
  return { ...progress, positions: positions.map(([partition]) => [partition, 0]) };
}

/** Puts a kept state into the worker's topic, which must be empty. */
export async function putInto(cluster: MemoryCluster, { worker, partitions }: KeptState): Promise<void> {
  const { topic } = workers[worker];
  for (const { partition, record, chunks } of partitions) {
    const place = { topic, partition };
    const snapshot = chunks.map((chunk) => ({
      ...place,
      key: "snapshot",
      value: Buffer.from(chunk, "base64"),
    }));
    await cluster
      .client()
      .append([...snapshot, { ...place, key: "progress", value: JSON.stringify(record) }]);
  }
}

/** The snapshots in a kept state, and beside each the record that leads to it. */
export const contentsOf = ({ partitions }: KeptState): readonly unknown[] =>
  partitions.map(({ chunks, record }) => ({
    record,
    snapshot: deserialize(
      gunzipSync(Buffer.concat(chunks.map((chunk) => Buffer.from(chunk, "base64")))),
    ) as unknown,
  }));
