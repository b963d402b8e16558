import { errorCodes } from "@tocsin/contracts";

/** The closed list of error codes as a Markdown table, in the order of the source. */
export function errorCodeTable(): string {
  const rows = Object.entries(errorCodes).map(([code, advice]) => `| \`${code}\` | ${escapeCell(advice)} |`);
  return ["# Error codes", "", "| code | what it means, what to do |", "| --- | --- |", ...rows, ""].join(
    "\n",
  );
}

function escapeCell(text: string): string {
  return text.replaceAll("|", String.raw`\|`);
}
