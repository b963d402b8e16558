import { performance } from "node:perf_hooks";
import process from "node:process";
import { errorCodes } from "@tocsin/contracts";
import type { Parser } from "../parsers/parser.ts";
import { signature } from "./fault.ts";

/** No input of the sizes that are bred may take more of the processor's time. */
const usualLongestMs = 1000;
/** The first time code is compiled, memory made, or another program had the processor. */
const triesWhenSlow = 3;

/** What is wrong with how the parser takes the input; null where nothing is. */
export async function tryInput(
  parser: Pick<Parser, "parse">,
  input: Uint8Array,
  longestMs = usualLongestMs,
): Promise<string | null> {
  for (let tries = 1; ; tries += 1) {
    const started = performance.now();
    // Asked from the second time on: it costs as much as a small input.
    const before = tries === 1 ? null : process.cpuUsage();
    try {
      const told = parser.parse(input);
      const codes = told instanceof Promise ? await told : told;
      const unknown = codes.find((code) => !Object.hasOwn(errorCodes, code));
      if (unknown !== undefined) return `the code ${unknown} is none of the closed list`;
    } catch (error) {
      return signature(error);
    }
    if (performance.now() - started <= longestMs) return null;
    if (before === null) continue;
    const { user, system } = process.cpuUsage(before);
    if ((user + system) / 1000 <= longestMs) return null;
    if (tries === triesWhenSlow) return `it takes longer than ${longestMs} ms`;
  }
}

/** Tries so often at most to make an input smaller. */
const mostTries = 400;

/** A smaller input with the same fault: pieces are left out, half of it at first, as long as the fault stays. */
export async function smaller(
  parser: Pick<Parser, "parse">,
  whole: Uint8Array,
  what: string,
): Promise<Uint8Array> {
  let input = whole;
  let tries = 0;
  for (let size = input.length >> 1; size >= 1 && tries < mostTries; size >>= 1) {
    for (let at = 0; at < input.length && tries < mostTries;) {
      const without = Buffer.concat([input.subarray(0, at), input.subarray(at + size)]);
      tries += 1;
      if ((await tryInput(parser, without)) === what) input = without;
      else at += size;
    }
  }
  return input;
}
