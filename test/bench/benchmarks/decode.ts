import type { Benchmark } from "../benchmark.ts";
import { figure } from "../figure.ts";
import { interleaved } from "../measure/interleave.ts";
import { perSecond, processorShare, relativeSpeeds, type Sample, timed } from "../measure/sample.ts";
import { spreadOf } from "../measure/spread.ts";
import { delivering, eachMessage, piecesOf } from "../worlds/deliveries.ts";
import { linesInWords } from "./input-words.ts";
import { parseLines, parseLinesAndPayloads } from "./parse-loops.ts";

const decodeLines = (pieces: readonly Uint8Array[]): Sample =>
  timed(() => {
    const deliver = delivering();
    let readings = 0;
    eachMessage(pieces, (message) => {
      if (deliver(message).content.kind === "reading") readings += 1;
    });
    return readings;
  });

export const decode: Benchmark = {
  name: "decode",
  what: "recording lines in memory to validated readings, beside the bare parse loops",
  async run({ lines, size }) {
    const texts = await lines();
    const pieces = piecesOf(texts);
    const samples = await interleaved(
      {
        line: () => parseLines(texts),
        both: () => parseLinesAndPayloads(texts),
        decoded: () => decodeLines(pieces),
      },
      size,
    );
    return {
      input: linesInWords(texts),
      figures: [
        figure("lines decoded", "per second", samples.decoded.map(perSecond)),
        figure(
          "speed beside a bare parse of the line",
          "times",
          relativeSpeeds(samples.decoded, samples.line),
        ),
        figure(
          "speed beside a bare parse of line and message",
          "times",
          relativeSpeeds(samples.decoded, samples.both),
        ),
      ],
      processorShare: spreadOf(samples.decoded.map(processorShare)),
    };
  },
};
