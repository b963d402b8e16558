import { clockOf } from "@tocsin/report/words";
import { feedbackWords } from "../feedback/feedback-words.ts";
import { type Block, blank, paragraph, span } from "../terminal/layout.ts";
import type { Story } from "./story.ts";

/** What people said of the incidents, where the recording holds it. Nothing of it counts in a score: labels do. */
export function saidAfterwards({ histories, feedback }: Story): readonly Block[] {
  const said = histories.flatMap(({ latest: { data } }) => {
    const of = feedback.get(data.incident);
    if (of === undefined) return [];
    return [
      paragraph(2, [`${data.incident}, since ${clockOf(Date.parse(data.onset))}: ${feedbackWords(of)}`], 4),
    ];
  });
  return said.length === 0 ? [] : [blank, paragraph(0, [span("Said afterwards", "strong")]), ...said];
}
