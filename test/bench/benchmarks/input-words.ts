import { grouped } from "../print/numbers.ts";

export function linesInWords(lines: readonly string[]): string {
  const characters = lines.reduce((sum, line) => sum + line.length, 0);
  return `${grouped(lines.length)} lines of ${Math.round(characters / lines.length)} characters on average`;
}
