import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { outageNames } from "@tocsin/outages";
import { z } from "zod";
import type { Benchmark } from "../benchmark.ts";
import { figure } from "../figure.ts";
import { goals } from "../goals.ts";
import { interleaved } from "../measure/interleave.ts";
import { runChild } from "../measure/run-child.ts";
import { processorShare } from "../measure/sample.ts";
import { spreadOf } from "../measure/spread.ts";
import { grouped } from "../print/numbers.ts";

const commandScript = new URL("../children/measure-replay.ts", import.meta.url);
const Taken = z.object({ wallMs: z.number(), processorMs: z.number(), amount: z.number() });
type Taken = z.infer<typeof Taken>;

const command = async (argv: readonly string[]): Promise<Taken> =>
  Taken.parse(await runChild(commandScript, argv));

/** Of these the season is not the point: they are alike in length, so that threads can share them evenly. */
const evenly = ["2019-07-03", "2021-03-19", "2021-10-08", "2024-03-05"] as const;

export const backtest: Benchmark = {
  name: "backtest",
  what: "`tocsin backtest` of outages that are made already, on one thread and on as many as there are cores, and of the whole corpus, made and scored; by the wall clock",
  async run({ folder, size }) {
    const isTiny = size.replayedMinutes !== null && size.replayedMinutes < 1440;
    const [few, all] = isTiny ? [["cascade"], ["coincidence"]] : [evenly, outageNames()];
    const recordings = join(folder, "outages");
    const out = join(folder, "backtest");
    const cores = isTiny ? 1 : availableParallelism();
    await command(["outages", "write", ...few, "--out", recordings]);
    const judged = (jobs: number) => async (): Promise<Taken> =>
      await command(["backtest", recordings, "--no-cache", "--quiet", "--jobs", String(jobs), "--out", out]);
    const taken = await interleaved(
      {
        one: judged(1),
        all: judged(cores),
        corpus: async () =>
          await command(["backtest", ...all, "--no-cache", "--quiet", "--out", join(out, "all")]),
      },
      { repetitions: size.replayRepetitions, warmUpMs: 0 },
    );
    const readings = readingsIn(join(out, "backtest.json"));
    const speed = ({ wallMs }: Taken): number => (readings / wallMs) * 1000;
    const shares = taken.all.map(
      ({ wallMs }, round) => (taken.one[round]?.wallMs ?? wallMs) / wallMs / cores,
    );
    return {
      input: `${grouped(few.length)} recordings of two days, ${grouped(readings)} readings; ${grouped(cores)} cores`,
      figures: [
        figure("one thread: readings", "per second", taken.one.map(speed)),
        figure("all cores: readings", "per second", taken.all.map(speed)),
        figure("all cores: beside as many times one thread", "times", shares, goals.backtestShareOfCores),
        figure(
          `${grouped(all.length)} outages: made and scored`,
          "milliseconds",
          taken.corpus.map(({ wallMs }) => wallMs),
          goals.corpusMs,
        ),
      ],
      processorShare: spreadOf([...taken.one, ...taken.all].map(processorShare)),
    };
  },
};

const Results = z.object({ pairs: z.array(z.object({ readings: z.number() })) });

const readingsIn = (path: string): number =>
  Results.parse(JSON.parse(readFileSync(path, "utf8"))).pairs.reduce(
    (sum, { readings }) => sum + readings,
    0,
  );
