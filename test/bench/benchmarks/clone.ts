import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Benchmark } from "../benchmark.ts";
import { firstCommandOf } from "../clone/first-command.ts";
import { figure } from "../figure.ts";
import { goals } from "../goals.ts";
import { type TimedCommand, timedCommand } from "../measure/timed-command.ts";

export const clone: Benchmark = {
  name: "clone",
  what: "from `git clone` to the verdict of the README's first command, as somebody does who has just come, with a warm cache of packages; and the installation alone",
  async run({ size, checkout }) {
    const found = checkout();
    if (found.kind === "none") return { skipped: `nothing can be cloned: ${found.reasons}` };
    const { root, commit } = found;
    const cloning = `git clone --quiet --no-checkout '${root}' clone && cd clone && git checkout --quiet ${commit}`;
    const readme = await inFolder(async (folder) => {
      await timedCommand(cloning, folder);
      return readFileSync(join(folder, "clone", "README.md"), "utf8");
    });
    const { command, install, verdict } = firstCommandOf(readme);
    const installed = async (): Promise<TimedCommand> =>
      await inFolder(async (folder) => {
        await timedCommand(cloning, folder);
        return await timedCommand(install, join(folder, "clone"));
      });
    const judged = async (): Promise<TimedCommand> => {
      const timed = await inFolder(async (folder) => await timedCommand(`${cloning} && ${command}`, folder));
      if (inOneLine(timed.printed).includes(inOneLine(verdict))) return timed;
      throw new Error(
        `"${command}" does not print what the README says, "${verdict}", but:\n${timed.printed.slice(-2000)}`,
      );
    };
    // Only a cache that has all packages is warm.
    await installed();
    const installs: TimedCommand[] = [];
    const verdicts: TimedCommand[] = [];
    for (let round = 0; round < size.replayRepetitions; round += 1) {
      installs.push(await installed());
      verdicts.push(await judged());
    }
    const wallMs = (timed: TimedCommand): number => timed.wallMs;
    const processorMs = (timed: TimedCommand): number => timed.processorMs;
    return {
      input: `commit ${commit.slice(0, 12)} without what has changed since, cloned from this disk; \`${install}\` and \`${command}\``,
      figures: [
        figure("installation", "milliseconds", installs.map(wallMs), goals.installMs),
        figure("installation: processor time", "milliseconds", installs.map(processorMs)),
        figure("clone to verdict", "milliseconds", verdicts.map(wallMs)),
        figure(
          "clone to verdict: processor time",
          "milliseconds",
          verdicts.map(processorMs),
          goals.verdictProcessorMs,
        ),
      ],
      processorShare: null,
    };
  },
};

const inOneLine = (text: string): string => text.replaceAll(/\s+/g, " ");

/** Gives the work a folder outside every checkout, where no installation but its own is found. */
async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-clone-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
