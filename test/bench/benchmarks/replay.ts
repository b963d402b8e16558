import { join } from "node:path";
import { z } from "zod";
import type { Benchmark } from "../benchmark.ts";
import { figure } from "../figure.ts";
import { goals } from "../goals.ts";
import { interleaved } from "../measure/interleave.ts";
import { runChild } from "../measure/run-child.ts";
import { perSecond, processorShare, relativeSpeeds } from "../measure/sample.ts";
import { spreadOf } from "../measure/spread.ts";
import { grouped } from "../print/numbers.ts";
import type { Figure } from "../report.ts";
import type { Recording } from "../worlds/recordings.ts";

const limitScript = new URL("../children/measure-limit.ts", import.meta.url);
const replayScript = new URL("../children/measure-replay.ts", import.meta.url);

const Taken = z.object({
  wallMs: z.number(),
  processorMs: z.number(),
  /** Lines. */
  amount: z.number(),
  /** Of the whole process. */
  peakBytes: z.number(),
});
type Taken = z.infer<typeof Taken>;

const parsed = async (path: string, depth: "line" | "both"): Promise<Taken> =>
  Taken.parse(await runChild(limitScript, [path, depth]));

async function replayed({
  recording,
  path,
  out,
}: {
  readonly recording: Recording;
  readonly path: string;
  readonly out: string | null;
}): Promise<Taken> {
  const { topology, labels, lines } = recording;
  const writing = out === null ? [] : ["--out", out];
  const command = ["replay", path, "--quiet", "--topology", topology, "--labels", labels, ...writing];
  return { ...Taken.parse(await runChild(replayScript, command)), amount: lines };
}

async function measured(recording: Recording, out: string, repetitions: number): Promise<Measured> {
  const { plain, packed } = recording;
  return await interleaved(
    {
      line: () => parsed(plain, "line"),
      both: () => parsed(plain, "both"),
      plain: () => replayed({ recording, path: plain, out: null }),
      packed: () => replayed({ recording, path: packed, out: null }),
      plainOut: () => replayed({ recording, path: plain, out }),
      packedOut: () => replayed({ recording, path: packed, out }),
    },
    { repetitions, warmUpMs: 0 },
  );
}

type Replayed = "plain" | "packed" | "plainOut" | "packedOut";
type Measured = Readonly<Record<"line" | "both" | Replayed, readonly Taken[]>>;

export const replay: Benchmark = {
  name: "replay",
  what: "`tocsin replay` of a whole recording, every time in a fresh process, beside bare JSON.parse loops over the same lines",
  async run({ recording, folder, size }) {
    const replayedFrom = await recording();
    const taken = await measured(replayedFrom, join(folder, "replayed"), size.replayRepetitions);
    return {
      input: `${grouped(replayedFrom.lines)} lines of the reconstructed 2021-10-04`,
      figures: [
        figure("bare parse of the lines", "per second", taken.line.map(perSecond)),
        figure("bare parse of the lines and the messages inside", "per second", taken.both.map(perSecond)),
        ...figuresOf(".jsonl", taken, "plain"),
        ...figuresOf(".jsonl.gz", taken, "packed"),
        ...figuresOf(".jsonl with --out", taken, "plainOut"),
        ...figuresOf(".jsonl.gz with --out", taken, "packedOut"),
      ],
      processorShare: spreadOf([...taken.plain, ...taken.plainOut].map(processorShare)),
    };
  },
};

function figuresOf(name: string, taken: Measured, which: Replayed): readonly Figure[] {
  const samples = taken[which];
  return [
    figure(`${name}: lines`, "per second", samples.map(perSecond)),
    figure(`${name}: beside the bare parse of the lines`, "times", relativeSpeeds(samples, taken.line)),
    figure(
      `${name}: beside the bare parse of lines and messages`,
      "times",
      relativeSpeeds(samples, taken.both),
      which.endsWith("Out") ? goals.writingReplayShareOfParse : goals.replayShareOfParse,
    ),
    figure(
      `${name}: peak memory`,
      "megabytes",
      samples.map(({ peakBytes }) => peakBytes / 1e6),
    ),
  ];
}
