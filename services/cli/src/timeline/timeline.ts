import { printable } from "@tocsin/adapters/config";
import { clockOf, counted, listed } from "@tocsin/report/words";
import { type Block, blank, paragraph, span } from "../terminal/layout.ts";
import { headline } from "./headline.ts";
import { type IncidentHistory, members } from "./incident-history.ts";
import { isolated } from "./isolated.ts";
import { otherScopes } from "./other-scopes.ts";
import { refusals } from "./refusals.ts";
import { saidAfterwards } from "./said-afterwards.ts";
import { scoreWords } from "./score-words.ts";
import { simultaneous } from "./simultaneous.ts";
import type { Story } from "./story.ts";

/** What a person reads after a replay: the answer, then the course of events, then what else there was. */
export function timeline(story: Story): readonly Block[] {
  return [
    ...headline(story),
    ...simultaneous(story),
    ...isolated(story),
    ...otherScopes(story),
    ...withdrawn(story),
    ...refusals(story),
    ...scoreWords(story),
    ...saidAfterwards(story),
    ...provenance(story),
  ];
}

/** A reconstruction must not be taken for a recording. */
function provenance({ sources }: Story): readonly Block[] {
  const madeUp = sources.filter(
    (source) => source.provenance !== undefined && source.provenance !== "recorded",
  );
  if (madeUp.length === 0) return [];
  const words = madeUp.map(
    ({ name, file, provenance: made }) => `${printable(name ?? file)} is ${made}, not recorded.`,
  );
  return [blank, paragraph(0, [span(words.join(" "), "muted")])];
}

/** Alarms taken back. Those that went into another incident are part of it and not told twice. */
function withdrawn({ histories }: Story): readonly Block[] {
  const taken = histories.filter(({ outcome }) => outcome.status === "retracted" && !outcome.superseded);
  if (taken.length === 0) return [];
  const count = counted(taken.length, "incident was", "incidents were");
  const words = `${count} taken back: telemetry that came late showed otherwise. ${listed(taken.map(takenBack))}.`;
  return [blank, paragraph(0, [span(words, "muted")], 2)];
}

/** Who was said to fail, since when, and when it was taken back. */
const takenBack = ({ announced, latest }: IncidentHistory): string => {
  const since = clockOf(Date.parse(announced.data.onset));
  return `${listed(members(announced).map(printable))} had been said to fail since ${since}, until ${clockOf(Date.parse(latest.time))}`;
};
