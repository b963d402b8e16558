import { join } from "node:path";
import {
  annotations,
  countByStatus,
  isStaged,
  readScenarioDocument,
  statuses,
  type StagedScenario,
} from "@tocsin/scenarios";
import { type Outage, outages } from "../src/index.ts";

export const readmePath: string = join(import.meta.dirname, "../README.md");

const begin = "<!-- From the scenario files by `pnpm generate`; change nothing from here on by hand. -->";
const end = "<!-- End of what `pnpm generate` writes. -->";

/** The README with its part about every outage written anew. @throws Error where it has no place for it. */
export function withCorpus(readme: string, folder: string): string {
  const [before, rest] = split(readme, begin);
  const [, after] = split(rest, end);
  return `${before}${begin}\n\n${corpus(outages(folder))}\n${end}${after}`;
}

function split(text: string, at: string): readonly [string, string] {
  const place = text.indexOf(at);
  if (place === -1) throw new Error(`the README lacks: ${at}`);
  return [text.slice(0, place), text.slice(place + at.length)];
}

function corpus(all: readonly Outage[]): string {
  const reconstructed = all.filter(({ scenario }) => scenario.provenance === "reconstructed");
  const companions = all.filter(({ scenario }) => scenario.provenance === "simulated");
  return [
    `## ${reconstructed.length} reconstructed incidents\n`,
    ...reconstructed.map(told),
    `## ${companions.length} companions\n`,
    ...companions.map(told),
  ].join("\n");
}

function told({ name, path, scenario, labels }: Outage): string {
  const counts = countByStatus(annotations(readScenarioDocument(path)).entries);
  const numbers = statuses.map((status) => `${counts[status]} ${status}`).join(", ");
  const staged = isStaged(scenario) ? stagedWords(scenario) : withdrawnWords;
  const truths = labels.incidents.filter(({ id }) => id === name || isStaged(scenario));
  return [
    `### ${name}\n`,
    `${scenario.title}. ${staged.about}\n`,
    `**Right answer**: ${staged.rightAnswer}\n`,
    ...truths.map(
      ({ scope, onset, end: until, services, component }) =>
        `- ${scope}, ${onset} to ${until}${typeof component === "string" ? `, \`${component}\`` : ""}${
          services.length === 0 ? "" : `: ${services.join(", ")}`
        }`,
    ),
    ...(truths.length === 0 ? [] : [""]),
    ...(staged.notKnown.length === 0
      ? []
      : ["Not known:\n", ...staged.notKnown.map((one) => `- ${one}`), ""]),
    `Numbers of its own: ${numbers}.\n`,
  ].join("\n");
}

const stagedWords = ({ rightAnswer, about, notKnown }: StagedScenario) => ({ rightAnswer, about, notKnown });

/** What the scenario file of 2021-10-04 says in its comments. */
const withdrawnWords = {
  about:
    "The course (onset, routes and names back, end), the peaks of the report counters and how much more time people spent elsewhere are published; sixteen days lie before it, in which single services fail now and then.",
  rightAnswer: "Six services failed together; what they share is the backbone. Refuges and carriers work.",
  notKnown: [
    "The sizes of ordinary traffic, which is why only ratios mean anything.",
    "How many requests still passed.",
    "Regions, kinds of complaint, Telegram being slow for some, the load of retries on resolvers: left out.",
    "Two versions of the times at which routes and names came back differ by an hour; 20:50 and 21:05 agree with the measurements of others.",
  ],
};
