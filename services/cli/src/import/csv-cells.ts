import { parse } from "csv-parse/sync";

/**
 * The cells of each line, or null for a line that is not CSV (RFC 4180) by itself.
 * A row is one line: a quoted cell cannot hold a line break, so that a quote which is never closed spoils its own
 * row and none after it. Lines must not be empty. Only where there are quotes is there anything to decode; all other lines
 * are what stands between the delimiters.
 */
export function cellsOfLines(
  lines: readonly string[],
  delimiter: string = ",",
): readonly (readonly string[] | null)[] {
  const quoted = lines.filter((text) => text.includes('"'));
  if (quoted.length === 0) return lines.map((text) => text.split(delimiter));
  const decoded = decodedLines(quoted, delimiter);
  let next = 0;
  return lines.map((text) => (text.includes('"') ? (decoded[next++] ?? null) : text.split(delimiter)));
}

function decodedLines(lines: readonly string[], delimiter: string): readonly (readonly string[] | null)[] {
  const together = parsed(lines.join("\n"), delimiter);
  if (together !== null && together.length === lines.length) return together;
  return lines.map((text) => {
    const rows = parsed(text, delimiter);
    return rows !== null && rows.length === 1 ? rows[0]! : null;
  });
}

function parsed(text: string, delimiter: string): string[][] | null {
  try {
    return parse(text, { delimiter, record_delimiter: "\n", relax_column_count: true });
  } catch {
    return null;
  }
}
