import type { CliIo } from "../io.ts";
import { heldProbes } from "./held-probes.ts";
import type { SeriesHistory } from "./histories.ts";
import { headerLine, probeLines, type RecordingFacts } from "./recording-lines.ts";
import { type TextOut, textOut } from "./text-out.ts";

/** First and last arrival. Where the ends are not believed no probe may stand there, but time passes. */
export function bounds(series: readonly SeriesHistory[], cadenceMs: number): { from: number; to: number } {
  const intervalEnd = (at: number): number => (Math.floor(at / cadenceMs) + 1) * cadenceMs;
  const [first, last] = series.reduce(
    ([least, most], { at }) => [Math.min(least, at[0]!), Math.max(most, at.at(-1)!)],
    [Infinity, -Infinity],
  );
  return { from: intervalEnd(first), to: intervalEnd(last) };
}

/** Writes the header and every probe to `out`; a file appears only when it is whole. */
export async function writeRecording(
  series: readonly SeriesHistory[],
  facts: RecordingFacts,
  { out, io }: { readonly out: string; readonly io: CliIo },
): Promise<{ probes: number; failedProbes: number }> {
  const recording = await textOut(out, io);
  try {
    const counts = await writeProbes(series, facts, { recording, io });
    await recording.close();
    return counts;
  } catch (error) {
    await recording.discard();
    throw error;
  }
}

async function writeProbes(
  series: readonly SeriesHistory[],
  facts: RecordingFacts,
  { recording, io }: { readonly recording: TextOut; readonly io: CliIo },
): Promise<{ probes: number; failedProbes: number }> {
  let [probes, failedProbes] = [0, 0];
  await recording.write(headerLine(facts));
  for (const interval of heldProbes(series, facts)) {
    io.interrupted?.throwIfAborted();
    await recording.write(probeLines(interval, facts.cadenceMs, probes));
    probes += interval.probes.length;
    failedProbes += interval.probes.filter((probe) => probe.failed).length;
  }
  return { probes, failedProbes };
}
