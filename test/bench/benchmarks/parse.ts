import type { Benchmark } from "../benchmark.ts";
import { figure } from "../figure.ts";
import { interleaved } from "../measure/interleave.ts";
import { perSecond, processorShare } from "../measure/sample.ts";
import { spreadOf } from "../measure/spread.ts";
import { linesInWords } from "./input-words.ts";
import { parseLines, parseLinesAndPayloads } from "./parse-loops.ts";

export const parse: Benchmark = {
  name: "parse",
  what: "the limit: a bare JSON.parse loop over recording lines that are in memory",
  async run({ lines, size }) {
    const texts = await lines();
    const samples = await interleaved(
      { line: () => parseLines(texts), both: () => parseLinesAndPayloads(texts) },
      size,
    );
    return {
      input: linesInWords(texts),
      figures: [
        figure("lines, parsed once", "per second", samples.line.map(perSecond)),
        figure("lines, parsed with the message inside", "per second", samples.both.map(perSecond)),
      ],
      processorShare: spreadOf([...samples.line, ...samples.both].map(processorShare)),
    };
  },
};
