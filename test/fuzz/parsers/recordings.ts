import { gzipSync, zstdCompressSync } from "node:zlib";
import { keyAndHeaders, type RecordingItem } from "@tocsin/adapters/file";
import { examples } from "../../../packages/contracts/scripts/examples.ts";
import { type Chunk, streamChunks } from "../../../packages/adapters/src/file/chunk-reader.ts";
import { lineReader } from "../../../packages/adapters/src/file/line-reader.ts";
import { shapeOf } from "../../../packages/adapters/src/file/shape.ts";
import { unpackedChunks } from "../../../packages/adapters/src/file/unpacked-chunks.ts";
import { below } from "../inputs/breed.ts";
import { breedBytes, joined } from "../inputs/breed-bytes.ts";
import { breedJsonLines } from "../inputs/breed-json.ts";
import { breedText } from "../inputs/breed-text.ts";
import { fromSchema, wordsOf } from "../inputs/from-schema.ts";
import { allFinite, bytesOf, json, type Parser } from "./parser.ts";

const example = (schema: string): readonly Uint8Array[] => (examples[schema] ?? []).map(json);
const newline = bytesOf("\n");

const recording = joined(
  ...["RecordingHeader", "RecordingLine", "ErrorRateTelemetry", "DeliveryLatencyTelemetry"].flatMap(
    (schema) => example(schema).flatMap((line) => [line, newline]),
  ),
);

const kcat =
  '{"topic":"telemetry.error-rate.v1","partition":0,"offset":12,"tstype":"create","ts":1633362000000,"broker":1,"headers":["a","b","a","c"],"key":"whatsapp","payload":"{\\"service\\":\\"whatsapp\\",\\"ts\\":1633361940000,\\"intervalMs\\":60000,\\"requests\\":5,\\"errors\\":1}"}';

const seeds: readonly Uint8Array[] = [
  recording,
  bytesOf(`${kcat}\n${kcat.replace('"offset":12', '"offset":13')}\n`),
  bytesOf(`\u{FEFF}[${kcat},\n${kcat.replaceAll('\\"requests\\":5', '\\"requests\\":-5')}]`),
  bytesOf(kcat.replace(/"payload":.*/, '"payloadBase64":"eyJhIjoxfQ=="}')),
  bytesOf(
    `{\n "topic": "a",\n "partition": 0, "offset": 1, "ts": 1633362000000, "payload": {"a": [1]}\n}\n{}`,
  ),
];

const words = [
  ...wordsOf("recording-line"),
  ...wordsOf("recording-header"),
  "keyBase64",
  "headers",
  "telemetry.error-rate.v1",
];

function codesOf(items: readonly RecordingItem[]): readonly string[] {
  return items.flatMap((item) => {
    if (item.kind === "rejected" || item.kind === "failed") return [item.code];
    if (item.kind === "message") {
      allFinite([item.partition, item.offset, item.arrivalMs], "a recorded message");
      keyAndHeaders(item);
    }
    return [];
  });
}

const lines: Parser = {
  name: "recording",
  seeds,
  breeds: [
    breedJsonLines(words),
    breedJsonLines(words),
    breedText(words),
    fromSchema("recording-line"),
    breedBytes,
  ],
  parse: (input) => {
    const shape = shapeOf(input);
    const shapes = shape.kind === "other-format" ? (["lines", "values"] as const) : [shape.kind];
    return shapes.flatMap((kind) => {
      const reader = lineReader({ file: "f", shape: kind, firstLine: 1, isWhole: true });
      const half = input.length >> 1;
      reader.push(input.subarray(0, half));
      reader.push(input.subarray(half));
      reader.end(null);
      return codesOf(reader.take());
    });
  },
};

async function* piecesOf(input: Uint8Array): AsyncGenerator<Uint8Array> {
  const half = input.length >> 1;
  yield input.subarray(0, half);
  yield input.subarray(half);
}

/** Bytes that may be packed: the first one says how, so that both ways are bred in one pool. */
const packed: Parser = {
  name: "packed-recording",
  seeds: seeds.flatMap((seed) => [
    joined(Uint8Array.of(0), gzipSync(seed)),
    joined(Uint8Array.of(1), zstdCompressSync(seed)),
    joined(Uint8Array.of(0), gzipSync(seed), gzipSync(seed)),
    joined(Uint8Array.of(1), zstdCompressSync(seed), zstdCompressSync(seed)),
  ]),
  breeds: [
    breedBytes,
    (_parent, other, random) => {
      const packing = below(random, 2);
      const text = breedText(words)(seeds[below(random, seeds.length)]!, other, random);
      return joined(Uint8Array.of(packing), packing === 0 ? gzipSync(text) : zstdCompressSync(text));
    },
  ],
  parse: async (input) => {
    const [first = 0] = input;
    const packing = first % 2 === 0 ? "gzip" : "zstd";
    const chunks = unpackedChunks(packing, streamChunks(piecesOf(input.subarray(1))), null);
    const reader = lineReader({ file: "f", shape: "lines", firstLine: 1, isWhole: true });
    for (;;) {
      const chunk: Chunk = await chunks.next();
      if (chunk.kind === "bytes") reader.push(chunk.bytes);
      else {
        reader.end(chunk.kind === "broken" ? chunk : null);
        await chunks.close();
        return codesOf(reader.take());
      }
    }
  },
};

export const recordingParsers: readonly Parser[] = [lines, packed];
