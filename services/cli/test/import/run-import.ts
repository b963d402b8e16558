import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Writable } from "node:stream";
import { ProcessFault } from "../../src/exit-codes.ts";
import { importCommand } from "../../src/import/index.ts";

export interface Imported {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `tocsin import …` in process; a fault becomes its code and its words on `err`. */
export async function runImport(argv: readonly string[], input: string | Buffer = ""): Promise<Imported> {
  const [stdout, stderr, stdin] = [kept(), kept(), new PassThrough()];
  stdin.end(input);
  try {
    const code = await importCommand(argv, { stdout, stderr, stdin, env: {} });
    return { code, out: stdout.text(), err: stderr.text() };
  } catch (error) {
    if (!(error instanceof ProcessFault)) throw error;
    return { code: error.exitCode, out: stdout.text(), err: `${error.message}\n${error.hint ?? ""}` };
  }
}

function kept(): Writable & { readonly text: () => string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  return Object.assign(stream, { text: () => Buffer.concat(chunks).toString("utf8") });
}

/** A directory of its own and what writes into it and reads from it. */
export function workFolder(): {
  path: (name: string) => string;
  write: (name: string, data: string | Buffer) => string;
  read: (name: string) => Buffer;
} {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-import-"));
  const path = (name: string): string => join(folder, name);
  return {
    path,
    write: (name, data) => {
      writeFileSync(path(name), data);
      return path(name);
    },
    read: (name) => readFileSync(path(name)),
  };
}

export const header = "timestamp_iso,monitor,service,up,http_code,latency_ms";

/** A CSV of these rows, each as it stands in the file. */
export const csv = (...rows: readonly string[]): string => `${[header, ...rows].join("\n")}\n`;

export interface PrintedProbe {
  readonly arrival: number;
  readonly offset: number;
  readonly service: string;
  readonly source: string;
  readonly start: number;
  readonly errors: number;
}

/** The probes of a recording, without its header. */
export function probesIn(recording: string): readonly PrintedProbe[] {
  const lines = recording.trimEnd().split("\n").slice(1);
  return lines.map((text) => {
    const line = JSON.parse(text) as { ts: number; offset: number; payload: string };
    const payload = JSON.parse(line.payload) as {
      service: string;
      source: string;
      ts: number;
      errors: number;
    };
    const { service, source, ts: start, errors } = payload;
    return { arrival: line.ts, offset: line.offset, service, source, start, errors };
  });
}
