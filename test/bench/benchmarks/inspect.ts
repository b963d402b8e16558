import { z } from "zod";
import type { Benchmark } from "../benchmark.ts";
import { figure } from "../figure.ts";
import { goals } from "../goals.ts";
import { interleaved } from "../measure/interleave.ts";
import { runChild } from "../measure/run-child.ts";
import { perSecond, processorShare, relativeSpeeds } from "../measure/sample.ts";
import { spreadOf } from "../measure/spread.ts";
import { grouped } from "../print/numbers.ts";

const limitScript = new URL("../children/measure-limit.ts", import.meta.url);
const commandScript = new URL("../children/measure-replay.ts", import.meta.url);

const Taken = z.object({ wallMs: z.number(), processorMs: z.number(), amount: z.number() });
type Taken = z.infer<typeof Taken>;

export const inspect: Benchmark = {
  name: "inspect",
  what: "`tocsin inspect recording` of a whole recording, every time in a fresh process, beside a bare JSON.parse loop over the same lines and the messages inside",
  async run({ recording, size }) {
    const { plain, packed, lines } = await recording();
    const inspected = (path: string) => async (): Promise<Taken> => ({
      ...Taken.parse(await runChild(commandScript, ["inspect", "recording", path])),
      amount: lines,
    });
    const taken = await interleaved(
      {
        both: async () => Taken.parse(await runChild(limitScript, [plain, "both"])),
        plain: inspected(plain),
        packed: inspected(packed),
      },
      { repetitions: size.replayRepetitions, warmUpMs: 0 },
    );
    const beside = "beside the bare parse of lines and messages";
    return {
      input: `${grouped(lines)} lines of the reconstructed 2021-10-04`,
      figures: [
        figure("bare parse of the lines and the messages inside", "per second", taken.both.map(perSecond)),
        figure(".jsonl: lines", "per second", taken.plain.map(perSecond)),
        figure(
          `.jsonl: ${beside}`,
          "times",
          relativeSpeeds(taken.plain, taken.both),
          goals.inspectShareOfParse,
        ),
        figure(".jsonl.gz: lines", "per second", taken.packed.map(perSecond)),
        figure(`.jsonl.gz: ${beside}`, "times", relativeSpeeds(taken.packed, taken.both)),
      ],
      processorShare: spreadOf([...taken.both, ...taken.plain].map(processorShare)),
    };
  },
};
