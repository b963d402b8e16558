import { inputFault } from "../../exit-codes.ts";
import type { CliIo } from "../../io.ts";
import { fileBytes } from "../file-bytes.ts";
import { unpacked, type Unpacking } from "../gunzipped.ts";
import { longestMessage } from "../message-pieces.ts";
import { readsInstead } from "../recognised.ts";

/** The value of a JSON file, plain or gzipped. Throws a `ProcessFault` of code 3 where it is "neither" this "nor JSON". */
export async function jsonFile(file: string, io: CliIo, neither: string): Promise<unknown> {
  const unpacking: Unpacking = { damage: null };
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of unpacked(fileBytes(file, io), unpacking)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > longestMessage)
      throw inputFault(
        `${file} is longer than ${longestMessage} bytes`,
        "Split it, or read the database itself.",
      );
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch (error) {
    const why = unpacking.damage ?? (error instanceof Error ? error.message : String(error));
    throw inputFault(`${file} is neither ${neither}: ${why}`, hintFor(file, chunks[0]));
  }
}

const hintFor = (file: string, first: Uint8Array = new Uint8Array()): string =>
  readsInstead(file, first, "") ?? "Give a database, or a JSON file.";

/** The fields of an object, or null of anything else. */
export const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> | null =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : null;
