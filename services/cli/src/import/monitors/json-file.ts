import { inputFault } from "../../exit-codes.ts";
import type { CliIo } from "../../io.ts";
import { fileBytes } from "../file-bytes.ts";
import { unpacked, type Unpacking } from "../gunzipped.ts";
import { longestMessage } from "../message-pieces.ts";

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
    throw inputFault(`${file} is neither ${neither}: ${why}`, hintFor(chunks[0]));
  }
}

/** What the first bytes look like, and the command that reads it. */
function hintFor(first: Uint8Array | undefined): string {
  const [line = ""] = Buffer.from(first ?? new Uint8Array())
    .subarray(0, 4096)
    .toString("utf8")
    .split("\n");
  if (/^(# (HELP|TYPE) |\w+\{)/.test(line))
    return "It looks like metrics: tocsin import openmetrics reads them.";
  return line.includes(",") || line.includes(";")
    ? "It looks like a table: tocsin import csv reads it, with --up and the column of the state."
    : "Give a database, or a JSON file.";
}

/** The fields of an object, or null of anything else. */
export const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> | null =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : null;
