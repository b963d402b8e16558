import { maxNameBytes } from "@tocsin/contracts";
import { cutName, innerSlash, validName } from "@tocsin/formats";

export { innerSlash, validName };

/** `name`, or the first of `name-2`, `name-3`, … that is not taken. */
export function untakenName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  for (let number = 2; ; number += 1) {
    const suffix = `-${number}`;
    const candidate = `${cutName(name, maxNameBytes - suffix.length)}${suffix}`;
    if (!taken.has(candidate)) return candidate;
  }
}
