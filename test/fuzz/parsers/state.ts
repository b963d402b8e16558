import { createHash } from "node:crypto";
import { serialize } from "node:v8";
import { gzipSync, gunzipSync } from "node:zlib";
import { snapshotOf } from "../../../packages/log/src/snapshot-bytes.ts";
import { readRecord } from "../../../packages/log/src/state-record.ts";
import { breedBytes } from "../inputs/breed-bytes.ts";
import { breedJson } from "../inputs/breed-json.ts";
import { json, type Parser, promise } from "./parser.ts";

const reference = { format: 2, offset: 5, parts: 1, sha256: "ab", sizeBytes: 10, progress: { offset: 7 } };
const words = [
  "format",
  "owner",
  "windowMs",
  "progress",
  "snapshot",
  "previous",
  "parts",
  "sha256",
  "offset",
];

const records: Parser = {
  name: "state-records",
  seeds: [
    json({
      format: 2,
      owner: "o",
      windowMs: 60_000,
      progress: { offset: 8 },
      snapshot: reference,
      previous: null,
    }),
    json({ format: 2, owner: "o", windowMs: 60_000, progress: {}, snapshot: reference, previous: reference }),
    json({
      format: 1,
      owner: "o",
      version: "detector 0.2.0, state 2, windows of 60000 ms",
      progress: {},
      snapshot: { offset: 5, parts: 1, sha256: "ab", sizeBytes: 10, progress: {} },
      previous: null,
    }),
  ],
  breeds: [breedJson(words), breedJson(words), breedBytes],
  parse: (input) => {
    const read = readRecord(input);
    if (read.kind === "unknown") return [];
    const { owner, windowMs, snapshot } = read.record;
    promise(typeof owner === "string" && Number.isFinite(windowMs), "a record says whose it is");
    const isFound =
      snapshot === null || (Number.isInteger(snapshot.offset) && Number.isInteger(snapshot.parts));
    promise(isFound, "it says where a snapshot is, or names none");
    return [];
  },
};

const snapshot = { table: new Float64Array(5), names: ["a", "b"], at: new Map([["a", Number.NaN]]) };

/** Bytes that are whole and were written by another program, or a newer Node. */
const snapshots: Parser = {
  name: "snapshots",
  seeds: [gzipSync(serialize(snapshot)), gzipSync("no snapshot"), serialize(snapshot)],
  breeds: [
    breedBytes,
    (parent, other, random) => {
      try {
        return gzipSync(breedBytes(gunzipSync(parent, { maxOutputLength: 1_048_576 }), other, random));
      } catch {
        return breedBytes(parent, other, random);
      }
    },
  ],
  parse: async (input) => {
    await snapshotOf([input], createHash("sha256").update(input).digest("hex"));
    return [];
  },
};

export const stateParsers: readonly Parser[] = [records, snapshots];
