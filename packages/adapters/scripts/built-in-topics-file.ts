import { readFileSync } from "node:fs";
import { join } from "node:path";

const topicsFile = join(import.meta.dirname, "../../../infra/kafka/topics.yaml");

/** `infra/kafka/topics.yaml` as a module, so that the command has it wherever it is installed. Not for double quotes. */
export function builtInTopicsFile(): string {
  const lines = readFileSync(topicsFile, "utf8").split("\n");
  const written = lines.map((line) => `  ${JSON.stringify(line)},\n`).join("");
  return `/** \`infra/kafka/topics.yaml\` as text: made by \`pnpm generate\`, not to be edited. */
export const builtInTopics = [
${written}].join("\\n");
`;
}
