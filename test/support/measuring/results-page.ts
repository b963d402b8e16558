/**
 * The document with what a command measured put between its two marks, in the place of what stood there. Throws without
 * marks.
 */
export function pageWithResults(document: string, command: string, markdown: string): string {
  const begin = `<!-- Written by \`pnpm ${command} --markdown\`; change nothing from here on by hand. -->`;
  const end = `<!-- End of what \`pnpm ${command} --markdown\` writes. -->`;
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  if (from < 0 || to < from)
    throw new Error(`the file lacks the lines between which results stand: ${begin} and ${end}`);
  return `${document.slice(0, from + begin.length)}\n\n${markdown}\n\n${document.slice(to)}`;
}

/** A table in Markdown as the formatter leaves it; the first row is the title. Columns of figures stand to the right. */
export function markdownTable(rows: readonly (readonly string[])[], figuresFrom = Infinity): string {
  const widths = rows[0]!.map((_, column) => Math.max(3, ...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string => `| ${row.map(cell).join(" | ")} |`;
  const cell = (text: string, column: number): string =>
    column < figuresFrom ? text.padEnd(widths[column]!) : text.padStart(widths[column]!);
  const rule = widths.map((width, column) =>
    column < figuresFrom ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  );
  return [line(rows[0]!), `| ${rule.join(" | ")} |`, ...rows.slice(1).map(line)].join("\n");
}
