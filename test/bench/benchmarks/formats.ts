import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Writable } from "node:stream";
import { runCli } from "@tocsin/cli";
import type { TelemetryMapping } from "@tocsin/contracts";
import { type Decoder, decoderFor, type Format } from "@tocsin/formats";
import { parse } from "csv-parse/sync";
import type { Benchmark } from "../benchmark.ts";
import { figure } from "../figure.ts";
import { goals } from "../goals.ts";
import { interleaved } from "../measure/interleave.ts";
import {
  perSecond,
  processorMs,
  processorShare,
  relativeSpeeds,
  type Sample,
  timed,
} from "../measure/sample.ts";
import { spreadOf } from "../measure/spread.ts";
import { grouped } from "../print/numbers.ts";
import { decodeAll, otlpMessages } from "../worlds/otlp-messages.ts";
import { csvTable, rangeAnswer, telegrafMessages } from "../worlds/other-texts.ts";

/** Counters that no preset knows. */
const counters: TelemetryMapping = {
  metrics: [{ metric: "http_requests_total", as: "requests" }],
};

function decoded(messages: readonly Uint8Array[], read: (bytes: Uint8Array) => unknown): Sample {
  return timed(() => {
    for (const bytes of messages) read(bytes);
    return messages.length;
  });
}

const utf8 = new TextDecoder();
const parsed = (bytes: Uint8Array): unknown => JSON.parse(utf8.decode(bytes));

/**
 * As a worker or an import: all messages, and then their intervals. Theirs has its decoder all the time, so one is kept from the
 * first sample on: the garbage is collected before each, and V8 throws away what it compiled for objects of which none is
 * left, which would be measured instead.
 */
function toReadings(
  messages: readonly Uint8Array[],
  format: Format,
  mapping: TelemetryMapping | null,
  kept: Map<Format, Decoder>,
): Sample {
  if (!kept.has(format)) {
    const decoder = decoderFor(format, mapping, { limits: { maxMessageBytes: Infinity } });
    decoder.take(messages[0]!);
    kept.set(format, decoder);
  }
  return timed(() => {
    const decoder = decoderFor(format, mapping, { limits: { maxMessageBytes: Infinity } });
    for (const bytes of messages) decoder.take(bytes);
    if (decoder.close(Infinity).readings.length === 0) throw new Error(`no reading of ${format}`);
    return messages.length;
  });
}

/** A whole `tocsin import csv`, with what it writes. */
async function imported(folder: string, rows: number): Promise<Sample> {
  const nowhere = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });
  const io = { stdout: nowhere(), stderr: nowhere(), stdin: new PassThrough(), env: {} };
  const columns = ["--requests", "requests", "--errors", "errors", "--region", "region"];
  const before = processorMs();
  const startedMs = performance.now();
  const code = await runCli(
    ["import", "csv", join(folder, "table.csv"), ...columns, "--out", join(folder, "table.jsonl")],
    io,
  );
  if (code !== 0) throw new Error(`import csv ended with ${code}`);
  return { wallMs: performance.now() - startedMs, processorMs: processorMs() - before, amount: rows };
}

export const formats: Benchmark = {
  name: "formats",
  what: "telemetry of other tools to ours, beside the library that only decodes the same bytes",
  async run({ size }) {
    const folder = await mkdtemp(join(tmpdir(), "tocsin-bench-formats-"));
    try {
      const otlp = otlpMessages(size.lines / 2);
      const answer = [rangeAnswer(size.lines)];
      const telegraf = telegrafMessages(size.lines / 2);
      const table = csvTable(size.lines);
      const kept = new Map<Format, Decoder>();
      await writeFile(join(folder, "table.csv"), table);
      const samples = await interleaved(
        {
          otlpAlone: () => decoded(otlp.protobuf, decodeAll),
          otlp: () => toReadings(otlp.protobuf, "otlp", null, kept),
          otlpJsonAlone: () => decoded(otlp.json, parsed),
          otlpJson: () => toReadings(otlp.json, "otlp-json", null, kept),
          prometheusAlone: () => decoded(answer, parsed),
          prometheus: () => toReadings(answer, "prometheus", counters, kept),
          telegrafAlone: () => decoded(telegraf, parsed),
          telegraf: () => toReadings(telegraf, "telegraf", counters, kept),
          csvAlone: () => timed(() => parse(table).length - 1),
          csv: () => imported(folder, size.lines),
        },
        size,
      );
      const share = (name: string, whole: readonly Sample[], alone: readonly Sample[]) =>
        figure(name, "times", relativeSpeeds(whole, alone), goals.formatShareOfDecoding);
      return {
        input: `${grouped(otlp.points)} points of OTLP in histograms, ${grouped(size.lines)} samples of Prometheus, ${grouped(size.lines)} rows of CSV`,
        figures: [
          figure("OTLP messages of 30 points to readings", "per second", samples.otlp.map(perSecond)),
          share("OTLP protobuf beside protobufjs alone", samples.otlp, samples.otlpAlone),
          share("OTLP JSON beside JSON.parse alone", samples.otlpJson, samples.otlpJsonAlone),
          share(
            "a range query of Prometheus beside JSON.parse alone",
            samples.prometheus,
            samples.prometheusAlone,
          ),
          share("Telegraf JSON beside JSON.parse alone", samples.telegraf, samples.telegrafAlone),
          figure("CSV rows imported", "per second", samples.csv.map(perSecond)),
          share("a whole import of CSV beside csv-parse alone", samples.csv, samples.csvAlone),
        ],
        processorShare: spreadOf([...samples.otlp, ...samples.csv].map(processorShare)),
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
