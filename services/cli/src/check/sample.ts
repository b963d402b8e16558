import { printable } from "@tocsin/adapters/config";
import type { TelemetryMapping } from "@tocsin/contracts";
import {
  decoderFor,
  explained,
  type ExplainedField,
  type ExplainedPoint,
  type Refused,
} from "@tocsin/formats";
import { counted } from "@tocsin/report/words";
import { readsInstead } from "../import/recognised.ts";
import type { CliIo } from "../io.ts";
import { type Block, blank, paragraph, span } from "../terminal/layout.ts";
import { sampleMessages } from "./sample-messages.ts";

/** So many messages are looked at. */
const sampledMessages = 10;

/** Series, left out metrics and refusals that are listed. */
const longestList = 40;

export interface SampleReport {
  readonly blocks: readonly Block[];
  /** Whether the mapping makes anything of the sample. */
  readonly useful: boolean;
}

/** Field by field what a mapping, or all presets, make of the first messages of a file, and what is left out. */
export async function sampleReport(
  file: string,
  mapping: TelemetryMapping | null,
  io: CliIo,
): Promise<SampleReport> {
  const messages = await sampleMessages(file, sampledMessages, io);
  const all = messages.map((bytes) => explained("auto", mapping, bytes));
  const formats = [...new Set(all.map(({ format }) => format ?? "unknown"))];
  const points = all.flatMap((message) => message.points);
  const telemetry = all.reduce((sum, message) => sum + message.telemetry, 0);
  const mapped = points.filter(({ fields }) => fields.length > 0);
  const { used, refused } = taken(messages, mapping);
  const blocks = [
    paragraph(0, [
      span(`${printable(file)}: `, "strong"),
      `${counted(messages.length, "message")} looked at, read as ${formats.join(", ")}`,
    ]),
    ...(telemetry === 0
      ? []
      : [paragraph(2, [`${counted(telemetry, "value")} of telemetry itself: no mapping is needed`])]),
    ...listed(mapped.flatMap(fieldBlocks)),
    ...section("Left out: the rules name the metric, but none fits the series", unfit(points)),
    ...section("Left out: no rule names the metric", leftOutLines(all.map(({ leftOut }) => leftOut))),
    ...section("Refused", refusedLines(refused)),
  ];
  const useful = used + telemetry > 0;
  const unread = formats.length === 1 && formats[0] === "unknown";
  const instead = unread && messages[0] !== undefined ? readsInstead(file, messages[0], "") : null;
  const verdict = useful
    ? paragraph(0, [span(`${counted(used + telemetry, "value")} would be used.`, "good")])
    : paragraph(0, [
        span("Nothing would be used.", "alarm"),
        instead === null
          ? ` ${refused.length > 0 && all.every(({ leftOut }) => leftOut.size === 0) ? "See above why it was refused." : "See docs/connecting.md for how to write a mapping."}`
          : ` ${printable(instead)}.`,
      ]);
  return { blocks: [...blocks, blank, verdict], useful };
}

/** What counts when the messages are read one after the other, as they are live: one of them may repeat another. */
function taken(
  messages: readonly Uint8Array[],
  mapping: TelemetryMapping | null,
): { used: number; refused: readonly Refused[] } {
  const decoder = decoderFor("auto", mapping, { limits: { maxMessageBytes: Infinity } });
  const all = messages.map((bytes) => decoder.take(bytes));
  const used = all.reduce((sum, message) => sum + message.used, 0);
  const refused = [...all.flatMap((message) => message.refused), ...decoder.close(Infinity).refused];
  // That a message is of no known format is told by itself, with what reads it.
  return { used, refused: refused.filter(({ code }) => code !== "format-unknown") };
}

function fieldBlocks({ metric, attributes, value, atMs, fields }: ExplainedPoint): readonly Block[] {
  const series = `${metric === "" ? "(no name)" : metric}{${attributes.map(([name, text]) => `${name}=${text}`).join(", ")}}`;
  const at = Number.isFinite(atMs) && Math.abs(atMs) < 8.64e15 ? new Date(atMs).toISOString() : "no time";
  return [
    paragraph(2, [span(printable(series), "strong"), ` ${value} at ${at}`], 4),
    ...fields.map((field) => paragraph(4, [`→ ${fieldWords(field)}`], 6)),
  ];
}

const kindWords = {
  counter: "its increments",
  delta: "its value is the count of the interval that ends there",
  rate: "its value per second, times the interval",
  gauge: "a level",
} as const;

function fieldWords({ stream, field, kind, service, operation, region, source }: ExplainedField): string {
  const names = Object.entries({ service, operation, region, source }).flatMap(([name, value]) =>
    value === null ? [] : [`${name} ${value}`],
  );
  return printable(`${stream} ${field} of ${names.join(", ")}: ${kindWords[kind]}`);
}

function unfit(points: readonly ExplainedPoint[]): readonly string[] {
  return points
    .filter(({ fields }) => fields.length === 0)
    .map(
      ({ metric, attributes }) =>
        `${metric}{${attributes.map(([name, text]) => `${name}=${text}`).join(", ")}}`,
    );
}

function leftOutLines(all: readonly ReadonlyMap<string, number>[]): readonly string[] {
  const together = new Map<string, number>();
  for (const leftOut of all)
    for (const [metric, count] of leftOut) together.set(metric, (together.get(metric) ?? 0) + count);
  return [...together].map(([metric, count]) => `${metric === "" ? "(no name)" : metric} ${count}`);
}

function refusedLines(refused: readonly Refused[]): readonly string[] {
  const together = new Map<string, number>();
  for (const { code, reason, count } of refused) {
    const line = `${code}: ${reason}`;
    together.set(line, (together.get(line) ?? 0) + count);
  }
  return [...together].map(([line, count]) => (count === 1 ? line : `${line} (${count} times)`));
}

function section(title: string, lines: readonly string[]): readonly Block[] {
  if (lines.length === 0) return [];
  const told = [...new Set(lines)].map((line) => paragraph(4, [printable(line)], 6));
  return [paragraph(2, [span(title, "warning")]), ...listed(told)];
}

const listed = (blocks: readonly Block[]): readonly Block[] =>
  blocks.length <= longestList
    ? blocks
    : [...blocks.slice(0, longestList), paragraph(4, [`and ${blocks.length - longestList} lines more`])];
