import process from "node:process";
import { Configuration } from "@tocsin/contracts";
import { detectionSettings } from "@tocsin/detector";
import { plainLog } from "../../support/installation/kafka-installation.ts";
import { silentDetector } from "../../support/installation/silent-instrumentation.ts";
import { startDetector } from "../../support/installation/workers-in-process.ts";
import { learnedOfMany } from "../kafka/frames-of-installation.ts";

/**
 * Arguments: a configuration as JSON, number of series, minutes to learn from where there is no memory yet. Is a detector
 * until it is ended, and prints a line for what it does: `standby`, `active`, `restored KIND`; of a commit `snapshot` if one was
 * in it, and `judged` if the evidence of a window was.
 */
const [text = "{}", series = "0", minutes = "0"] = process.argv.slice(2);
const configuration = Configuration.parse(JSON.parse(text));
const settings = detectionSettings(configuration, null);
const say = (...words: readonly string[]): void => {
  process.stdout.write(`${words.join(" ")}\n`);
};
startDetector({ configuration, settings }, plainLog(configuration.kafka), {
  warmStart: {
    kind: "recording",
    ask: async () => undefined,
    learn: async () =>
      learnedOfMany(configuration, settings, { series: Number(series), minutes: Number(minutes) }),
  },
  instrumentation: {
    ...silentDetector,
    role: (role) => say(role),
    restored: ({ kind }) => say("restored", kind),
    committed: ({ windows, snapshotBytes }) => {
      if (snapshotBytes !== null) say("snapshot");
      if (windows.length > 0) say("judged");
    },
    failed: (error) => say("failed", String(error)),
  },
});
