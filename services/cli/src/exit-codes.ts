import { exitCodes as processExitCodes } from "@tocsin/adapters/process";

export { inputFault, ProcessFault, serverFault, usageFault } from "@tocsin/adapters/process";

/** What the command's exit status means, the same for every command. */
export const exitCodes = {
  ...processExitCodes,
  /** It ran, and what was to be checked is not so: `check`, `--expect`. */
  checkFailed: 1,
} as const;
