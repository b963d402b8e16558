import { draw } from "./draw.ts";
import { readModules } from "./read-modules.ts";

/** The Kafka part of the adapters, and the page in it that bears its picture; both from the root of the repository. */
export const kafkaFolder = "packages/adapters/src/kafka";
export const kafkaPage = `${kafkaFolder}/README.md`;

/** A subject of its own, of which the others know nothing. */
const closed = "topics/";

/** Which module of the Kafka part uses which, as a Mermaid diagram, with the files of each. */
export function kafkaPicture(root: string): string {
  const { modules, files } = readModules(root, kafkaFolder);
  return draw(modules, new Map([...files].filter(([module]) => module !== closed)));
}
