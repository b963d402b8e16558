import { PassThrough } from "node:stream";
import { runCli } from "../../src/index.ts";
import { kafkaWithMany } from "./many-records.ts";

/**
 * Records, and dies as a process does that is killed: at the delivery whose number is the first argument. The others are
 * the command line.
 */
const [deliveries = "1", ...argv] = process.argv.slice(2);
let left = Number(deliveries);
const kafka = await kafkaWithMany({
  through: (log) => ({
    ...log,
    reader: (from) => {
      const reader = log.reader(from);
      return {
        ...reader,
        next: async (waitMs) => {
          left -= 1;
          if (left === 0) process.kill(process.pid, "SIGKILL");
          return await reader.next(waitMs);
        },
      };
    },
  }),
});
const { stdout, stderr } = process;
process.exitCode = await runCli(argv, {
  stdout,
  stderr,
  stdin: new PassThrough(),
  env: {},
  cluster: kafka.cluster,
});
