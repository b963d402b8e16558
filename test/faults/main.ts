/** `pnpm faults`: see `run/fault-options.ts`. Exits with 1 when anything was lost, said twice or wrong. */
import { faultOptions, type FaultOptions, usage } from "./run/fault-options.ts";
import { runFaults } from "./run/run-faults.ts";
import { runSoak } from "./soak/run-soak.ts";

function optionsOrUsage(args: readonly string[]): FaultOptions | null {
  if (args.includes("--help")) {
    process.stdout.write(usage);
    return null;
  }
  try {
    return faultOptions(args);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exitCode = 2;
    return null;
  }
}

const options = optionsOrUsage(process.argv.slice(2));
if (options !== null) {
  const write = (text: string): boolean => process.stdout.write(text);
  const sound = options.soakHours > 0 ? runSoak(options.soakHours, write) : await runFaults(options, write);
  process.exitCode = sound ? 0 : 1;
}
