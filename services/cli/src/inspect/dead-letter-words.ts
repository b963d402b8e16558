import { isUtf8 } from "node:buffer";
import { printable } from "@tocsin/adapters/config";
import { type ErrorCode, errorCodes } from "@tocsin/contracts";
import { counted, grouped, momentOf } from "@tocsin/report/words";
import { type Block, blank, paragraph, span } from "../terminal/layout.ts";
import type { DeadLetter } from "./dead-letter.ts";
import type { LettersOfCode } from "./letters-by-code.ts";

/** A table by code, with the newest letters of each and what to do about it. */
export function letterBlocks(topic: string, codes: readonly LettersOfCode[]): readonly Block[] {
  const all = codes.reduce((sum, { count }) => sum + count, 0);
  if (all === 0) return [paragraph(0, [`${topic} holds no dead letter.`])];
  const width = Math.max(...codes.map(({ count }) => grouped(count).length));
  return [
    paragraph(0, [span(`${counted(all, "dead letter")} in ${topic}`, "strong")]),
    ...codes.flatMap((one) => codeBlocks(one, width)),
  ];
}

function codeBlocks({ code, count, newest }: LettersOfCode, width: number): readonly Block[] {
  const number = grouped(count).padStart(width, "\u00a0");
  return [
    blank,
    paragraph(0, [span(`${number}\u00a0\u00a0`, "strong"), span(printable(code), "alarm")]),
    ...adviceOf(code),
    ...newest.flatMap(exampleBlocks),
  ];
}

function adviceOf(code: string): readonly Block[] {
  if (!Object.hasOwn(errorCodes, code)) return [];
  return [paragraph(4, [span(errorCodes[code as ErrorCode], "muted")])];
}

function exampleBlocks(letter: DeadLetter): readonly Block[] {
  const { source, key } = letter;
  const offsets =
    source.lastOffset === null ? `${source.offset}` : `${source.offset} to ${source.lastOffset}`;
  const time = source.timestampMs ?? letter.letter.timestampMs;
  const keyText = key === null ? "no key" : `key ${startOf(key, longestKey)}`;
  return [
    paragraph(4, [
      `${momentOf(time)} UTC  ${printable(source.topic ?? "unknown topic")}/${source.partition ?? "?"} offset ${offsets}  ${keyText}`,
    ]),
    paragraph(8, [printable(letter.reason)]),
    paragraph(8, [span(valueText(letter), "muted")]),
  ];
}

const longestKey = 60;
const longestValue = 160;

function valueText({ value, droppedBytes }: DeadLetter): string {
  if (droppedBytes !== null) return `value of ${grouped(droppedBytes)} bytes, not kept`;
  return value === null ? "no value" : startOf(value, longestValue);
}

/** The beginning of a text, or what is there in its place. */
function startOf(bytes: Uint8Array, longest: number): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!isUtf8(buffer)) return `${grouped(buffer.length)} bytes: ${buffer.subarray(0, 24).toString("hex")}`;
  const text = printable(buffer.subarray(0, 4 * longest).toString("utf8"));
  return text.length <= longest && buffer.length <= 4 * longest ? text : `${text.slice(0, longest)}…`;
}

/** One object a letter, for programs. */
export function letterJson(letter: DeadLetter): string {
  const { code, reason, source, key, value, droppedBytes, headers } = letter;
  return JSON.stringify({
    code,
    reason,
    ...source,
    ...contentOf("key", key),
    ...contentOf("value", value),
    ...(droppedBytes === null ? {} : { droppedBytes }),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, values]) => [
        name,
        values instanceof Uint8Array ? utf8(values) : values.map(utf8),
      ]),
    ),
    letter: letter.letter,
  });
}

const utf8 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");

function contentOf(name: string, bytes: Uint8Array | null): Readonly<Record<string, string | null>> {
  if (bytes === null) return { [name]: null };
  return isUtf8(bytes)
    ? { [name]: utf8(bytes) }
    : { [`${name}Base64`]: Buffer.from(bytes).toString("base64") };
}
