import { printable } from "@tocsin/adapters/config";
import { type ErrorCode, errorCodes } from "@tocsin/contracts";
import { counted, durationOf, grouped, listed } from "@tocsin/report/words";
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
      paragraph(2, [span(`${grouped(count)} ${code}. `), span(hint(code, story), "muted")], 4),
    ),
    ...readAgainWords(story),
    ...dropped(story),
    ...unfinishedWords(story),
    ...unlisted(story),
  ];
}

function mostFirst([codeA, countA]: [string, number], [codeB, countB]: [string, number]): number {
  if (countA !== countB) return countB - countA;
  return codeA < codeB ? -1 : 1;
}

function hint(code: string, story: Story): string {
  const late = code === "late" ? lateWords(story) : "";
  if (late !== "") return late;
  return code in errorCodes ? errorCodes[code as ErrorCode] : "";
}

/** What would have helped, by how the readings were late. */
function lateWords({ late: { reachable, unreachable, behind } }: Story): string {
  const words: string[] = [];
  if (reachable.lines > 0) {
    const most = reachable.mostMs;
    words.push(
      `${counted(reachable.lines, "reading")} came up to ${durationOf(most)} after the window had ended: allowedLatenessMs of ${most} or more takes ${reachable.lines === 1 ? "it" : "them"}.`,
    );
  }
  if (unreachable > 0)
    words.push(
      `${counted(unreachable, "reading")} came more than an hour after the window had ended, which no allowed lateness reaches: look for a buffer that was sent late.`,
    );
  if (behind.lines > 0) words.push(behindWords(behind));
  return words.join(" ");
}

function behindWords({ lines, services, ahead }: Story["late"]["behind"]): string {
  const who = ahead.length === 0 ? "others of the partition" : listed(ahead);
  return `${counted(lines, "reading")}, such as of ${listed(services)}, came in time by ${lines === 1 ? "its" : "their"} own timestamps, but the clock of ${who} was ahead: compare the clocks of these machines.`;
}

function readAgainWords({ readAgain }: Story): readonly Block[] {
  if (readAgain === 0) return [];
  const words = `${counted(readAgain, "line was", "lines were")} read again: the same partition and offset stood earlier in the recording. They change nothing.`;
  return [blank, paragraph(0, [span(words, "muted")])];
}

/** What is not refused: the readings count, without a field. */
function dropped(story: Story): readonly Block[] {
  const fields = Object.entries(story.droppedFields);
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
        span(hint("field-dropped", story), "muted"),
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
