import type { ConfigFault } from "./config-fault.ts";
import { printable } from "./printable.ts";

/** What is wrong, with the key where the words do not name it; fit for a terminal. */
export function faultMessage({ path, message }: Pick<ConfigFault, "path" | "message">): string {
  const where = path === "" || message.includes(path) ? "" : `${path}: `;
  return printable(`${where}${message}`);
}
