import { otherText } from "./other-text.ts";

/** No line is looked at further than this. */
const longestLook = 4096;

/** The name of the format of a message value that is no JSON; null where it is none that is known here. */
export function otherBytes(value: string | Uint8Array): string | null {
  const bytes = typeof value === "string" ? Buffer.from(value.slice(0, longestLook)) : value;
  const framed = registryFrame(bytes);
  if (framed !== null) return framed;
  if (startsWith(bytes, [0x1f, 0x8b])) return "packed by gzip inside the message";
  if (startsWith(bytes, [0x28, 0xb5, 0x2f, 0xfd])) return "packed by zstd inside the message";
  if (isOtlp(bytes, typeof value === "string" ? value.length : bytes.length))
    return "OpenTelemetry (OTLP protobuf)";
  const [first = ""] = Buffer.from(bytes.subarray(0, longestLook))
    .toString("utf8")
    .trimStart()
    .split("\n", 1);
  return otherText(first.trimEnd());
}

const startsWith = (bytes: Uint8Array, magic: readonly number[]): boolean =>
  magic.every((byte, index) => bytes[index] === byte);

/** A zero and the four bytes of a schema's number, as serializers of the Confluent Schema Registry write them. */
function registryFrame(bytes: Uint8Array): string | null {
  if (bytes.length < 6 || bytes[0] !== 0) return null;
  const id = Buffer.from(bytes.subarray(1, 5)).readUInt32BE();
  return `in the framing of a schema registry (schema ${id}, Avro, Protobuf or JSON)`;
}

/**
 * ExportMetricsServiceRequest and its like: field 1, a ResourceMetrics, whose own field 1 is a Resource. Both are read as
 * protobuf writes them: a tag, and how many bytes follow.
 */
function isOtlp(bytes: Uint8Array, sizeBytes: number): boolean {
  const outer = lengthAt(bytes, 0);
  if (outer === null || outer.from + outer.length > sizeBytes) return false;
  const inner = lengthAt(bytes, outer.from);
  if (inner === null || inner.from + inner.length > outer.from + outer.length) return false;
  return inner.length === 0 || bytes[inner.from] === lengthDelimitedOne;
}

/** Tag of field 1 with a length. */
const lengthDelimitedOne = 0x0a;

function lengthAt(bytes: Uint8Array, at: number): { readonly from: number; readonly length: number } | null {
  if (bytes[at] !== lengthDelimitedOne) return null;
  let length = 0;
  for (let index = 0; index < 4; index += 1) {
    const byte = bytes[at + 1 + index];
    if (byte === undefined) return null;
    length += (byte & 0x7f) * 128 ** index;
    if (byte < 0x80) return { from: at + 2 + index, length };
  }
  return null;
}
