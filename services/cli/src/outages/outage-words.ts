import type { Labels } from "@tocsin/contracts";
import type { Outage } from "@tocsin/outages";
import { annotations, countByStatus, isStaged, readScenarioDocument, statuses } from "@tocsin/scenarios";
import { counted } from "@tocsin/report/words";
import { type Block, blank, paragraph, span } from "../terminal/layout.ts";

/** `tocsin outages list`: a line each, incidents first. */
export function listWords(all: readonly Outage[]): readonly Block[] {
  const width = Math.max(...all.map(({ name }) => name.length)) + 2;
  const rows = (provenance: string): readonly Block[] =>
    all
      .filter(({ scenario }) => scenario.provenance === provenance)
      .map(({ name, scenario }) =>
        paragraph(
          2,
          [span(name.padEnd(width).replaceAll(" ", "\u00a0"), "strong"), scenario.title],
          width + 2,
        ),
      );
  return [
    paragraph(0, ["Reconstructed from what was published, never recorded:"]),
    ...rows("reconstructed"),
    blank,
    paragraph(0, ["Companions, made up: days that only look like an outage of many services:"]),
    ...rows("simulated"),
    blank,
    paragraph(0, [
      "tocsin outages show NAME tells of one, tocsin replay NAME replays it, tocsin outages write NAME makes its recording.",
    ]),
  ];
}

/** `tocsin outages show`: what is known of one, and where each number comes from. */
export function outageWords({ name, path, scenario, labels }: Outage): readonly Block[] {
  const { entries } = annotations(readScenarioDocument(path));
  const counts = countByStatus(entries);
  const staged = isStaged(scenario) ? scenario : null;
  return [
    paragraph(0, [span(`${name}: ${scenario.title}`, "strong"), ` (${scenario.provenance})`]),
    ...(staged === null
      ? []
      : [blank, paragraph(0, [staged.about]), blank, paragraph(0, [`Right answer: ${staged.rightAnswer}`])]),
    blank,
    ...labelWords(labels),
    ...(staged === null || staged.notKnown.length === 0
      ? []
      : [
          blank,
          paragraph(0, ["Not known:"]),
          ...staged.notKnown.map((one) => paragraph(2, [`- ${one}`], 4)),
        ]),
    blank,
    paragraph(0, [
      `Numbers of its own: ${statuses.map((status) => `${counts[status]} ${status}`).join(", ")}.`,
    ]),
    ...entries
      .filter(({ entry }) => entry.status !== "assumed")
      .map(({ path: place, entry }) =>
        paragraph(
          2,
          [`${entry.status} ${place} = ${JSON.stringify(entry.value)} (${entry.source.join(", ")})`],
          4,
        ),
      ),
    blank,
    ...Object.entries(scenario.sources).map(([key, what]) => paragraph(2, [`${key}: ${what}`], 4)),
    blank,
    paragraph(0, [`The scenario file: ${path}`]),
  ];
}

function labelWords({ incidents }: Labels): readonly Block[] {
  if (incidents.length === 0) return [paragraph(0, ["Nothing failed in it."])];
  return incidents.map(({ id, scope, onset, end, services, component }) => {
    const who =
      services.length === 0 ? "" : `, ${counted(services.length, "service")}: ${services.join(", ")}`;
    const shared = typeof component === "string" ? `; shared: ${component}` : "";
    return paragraph(2, [`${id}: ${scope}, ${onset} to ${end}${who}${shared}`], 4);
  });
}
