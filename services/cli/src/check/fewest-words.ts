import type { Configuration, Topology } from "@tocsin/contracts";
import { type FewestTogether, fewestTogether } from "@tocsin/core";
import { counted } from "@tocsin/report/words";
import { type Block, paragraph, span } from "../terminal/layout.ts";

/**
 * How many services of each component must fail together to be told, as long as nothing is known of how often they fail
 * alone. A component in which no number is enough is said aloud: a failure of it is told service by service.
 */
export function fewestWords(topology: Topology, { budget, windowMs }: Configuration): readonly Block[] {
  const components = fewestTogether(topology, {
    falseAlarmsPer90Days: budget.falseAlarmsPer90Days,
    windowMs,
  });
  if (components.length === 0) return [];
  return [
    paragraph(0, [
      "How many services must fail together, before it is known how often they fail alone (looked at again every midnight UTC):",
    ]),
    ...components.map((one) =>
      paragraph(2, [
        `${one.component}, ${counted(one.services, "service")}:`,
        span(` ${numberOf(one)}`, one.fewest === null ? "warning" : "plain"),
      ]),
    ),
  ];
}

const numberOf = ({ fewest }: FewestTogether): string =>
  fewest === null ? "not watched: no number can be told from an accident" : String(fewest);
