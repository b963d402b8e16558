export { runCli } from "./run-cli.ts";
export type { CliIo, CliOutput } from "./io.ts";
export { exitCodes } from "./exit-codes.ts";
