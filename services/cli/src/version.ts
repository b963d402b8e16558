import { versionOf } from "@tocsin/adapters/process";

/** The version in this package's manifest. */
export const version = (): string => versionOf(new URL("../package.json", import.meta.url));
