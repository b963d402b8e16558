import { copyOf, readRecordings, type RecordingItem } from "../../src/file/index.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** `fileWith` writes a file into a folder that is removed after the tests, and gives its path. */
export const { path: recordingsFolder, write: fileWith } = temporaryFolder();

/** A line as `kcat -C -J` prints it. */
export function lineOf(ts: number, change: Readonly<Record<string, unknown>> = {}): string {
  const payload = JSON.stringify({
    service: "whatsapp",
    ts: ts - 60_000,
    intervalMs: 60_000,
    requests: 10,
    errors: 1,
  });
  const place = { topic: "telemetry.error-rate.v1", partition: 0, offset: ts };
  return JSON.stringify({ ...place, tstype: "create", ts, broker: 1, key: "whatsapp", payload, ...change });
}

/** Standard input that holds these pieces. */
export async function* stdinOf(...pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield await Promise.resolve(piece);
}

/** The items, messages with all of their texts. */
export async function readAll(
  paths: readonly string[],
  stdin: AsyncIterable<Uint8Array> = stdinOf(),
): Promise<readonly RecordingItem[]> {
  const items: RecordingItem[] = [];
  for await (const batch of readRecordings(paths, { stdin }))
    for (const item of batch.items) items.push(item.kind === "message" ? copyOf(item) : item);
  return items;
}

/** One word for each item: the arrival of a message, or what went wrong in which line. */
export function summary(items: readonly RecordingItem[]): readonly string[] {
  return items.map((item) => {
    if (item.kind === "message") return `${item.arrivalMs}@${item.line}`;
    if (item.kind === "header") return `header@${item.line}`;
    if (item.kind === "again") return `again@${item.line}`;
    return item.kind === "failed" ? `failed ${item.code}` : `${item.code}@${item.line}`;
  });
}
