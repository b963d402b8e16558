import { type DecodedFrame, decodeFrame } from "@tocsin/adapters/wire";
import type { InputPlace } from "@tocsin/core";
import type { LogRecord } from "@tocsin/log";

/**
 * A frame as the intake writes it: of the input partition that its place in the windows topic stands for. One that names
 * another is refused, whoever wrote it: the world would wait for ever for the next frame of a partition that there is not.
 */
export function knownFrame(
  { value, partition }: Pick<LogRecord, "value" | "partition">,
  windowMs: number,
  inputs: ReadonlyMap<number, InputPlace>,
): DecodedFrame {
  const decoded = decodeFrame(value, windowMs);
  const input = inputs.get(partition);
  if (decoded.kind === "rejected" || input === undefined) return decoded;
  const { frame } = decoded;
  if (frame.topic === input.topic && frame.partition === input.partition) return decoded;
  const reason = `it is of ${frame.topic}/${frame.partition}, and frames of ${input.topic}/${input.partition} alone stand here`;
  return { kind: "rejected", code: "value-schema", reason };
}
