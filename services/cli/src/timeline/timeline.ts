import { printable } from "@tocsin/adapters/config";
import { counted } from "@tocsin/report/words";
import { type Block, blank, paragraph, span } from "../terminal/layout.ts";
import { headline } from "./headline.ts";
import { isolated } from "./isolated.ts";
import { otherScopes } from "./other-scopes.ts";
import { refusals } from "./refusals.ts";
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
  const count = histories.filter(
    ({ outcome }) => outcome.status === "retracted" && !outcome.superseded,
  ).length;
  if (count === 0) return [];
  const words = `${counted(count, "incident was", "incidents were")} taken back after later data; alerts.jsonl has them.`;
  return [blank, paragraph(0, [span(words, "muted")])];
}
