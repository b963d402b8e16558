import protobuf, { type INamespace } from "protobufjs/light.js";
import type { Fields } from "../unknown-values.ts";

/** Decodes messages of one type; a text says what is wrong with the bytes. */
export type DecodeMessage = (bytes: Uint8Array) => Fields | string;

/**
 * The decoders of the types of these definitions, by name. Lengths beyond the end, unknown wire types and more than a
 * hundred levels are refused by the library; what it does not know it passes over.
 */
export function messageTypes(definitions: INamespace): (name: string) => DecodeMessage {
  const root = protobuf.Root.fromJSON(definitions);
  return (name) => {
    const type = root.lookupType(name);
    return (bytes) => {
      try {
        return type.decode(bytes);
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    };
  };
}

/** One of them. */
export const messageType = (definitions: INamespace, name: string): DecodeMessage =>
  messageTypes(definitions)(name);
