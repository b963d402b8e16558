import { printable } from "@tocsin/adapters/config";
import { type ErrorCode, errorCodes } from "@tocsin/contracts";
import { counted, grouped } from "@tocsin/report/words";
import { type Block, blank, paragraph, span } from "../terminal/layout.ts";
import type { Story } from "./story.ts";

/** How much was refused, by code, most first, each with what to do about it; and services that no one listed. */
export function refusals(story: Story): readonly Block[] {
  const byCode = Object.entries(story.rejectedByCode).toSorted(mostFirst);
  const total = byCode.reduce((sum, [, count]) => sum + count, 0);
  return [
    ...(total === 0
      ? []
      : [blank, paragraph(0, [span(`${counted(total, "refusal")} in the input`, "warning")])]),
    ...byCode.map(([code, count]) =>
      paragraph(2, [span(`${grouped(count)} ${code}. `), span(hint(code), "muted")], 4),
    ),
    ...dropped(story),
    ...unfinishedWords(story),
    ...unlisted(story),
  ];
}

function mostFirst([codeA, countA]: [string, number], [codeB, countB]: [string, number]): number {
  if (countA !== countB) return countB - countA;
  return codeA < codeB ? -1 : 1;
}

const hint = (code: string): string => (code in errorCodes ? errorCodes[code as ErrorCode] : "");

/** What is not refused: the readings count, without a field. */
function dropped({ droppedFields }: Story): readonly Block[] {
  const fields = Object.entries(droppedFields);
  if (fields.length === 0) return [];
  const words = fields.map(
    ([field, { count, file, line }]) =>
      `${field} of ${counted(count, "reading")}, first at ${printable(file)}:${line}`,
  );
  return [
    blank,
    paragraph(
      0,
      [
        span(`Left out (field-dropped): ${words.join("; ")}. `, "warning"),
        span(hint("field-dropped"), "muted"),
      ],
      2,
    ),
  ];
}

function unfinishedWords({ unfinished }: Story): readonly Block[] {
  if (unfinished === 0) return [];
  const words = `${counted(unfinished, "reading lies", "readings lie")} in a window that the recording does not finish; it was not judged.`;
  return [blank, paragraph(0, [span(words, "muted")])];
}

function unlisted({ unlistedServices, topology }: Story): readonly Block[] {
  if (topology === null || unlistedServices.length === 0) return [];
  const count = counted(unlistedServices.length, "service is", "services are");
  return [
    blank,
    paragraph(0, [span(`${count} not in the topology: `, "warning"), unlistedServices.join(", ")], 2),
  ];
}
