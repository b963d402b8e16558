import { printable } from "@tocsin/adapters/config";

/** A file that is no table may have one heading of a hundred thousand signs, or a hundred thousand headings. */
const mostNamed = 40;
const longestName = 60;

/** Which columns there are to choose from, in a sentence of bounded length. */
export function columnsWords(headings: readonly string[]): string {
  const named = headings.slice(0, mostNamed).map((heading) => {
    const name = printable(heading);
    return name.length > longestName ? `${name.slice(0, longestName)}…` : name;
  });
  const more = headings.length > mostNamed ? `, and ${headings.length - mostNamed} more` : "";
  return `It has the columns ${named.join(", ")}${more}.`;
}
