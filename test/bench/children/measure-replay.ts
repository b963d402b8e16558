import process from "node:process";
import { PassThrough, Writable } from "node:stream";
import { runCli } from "@tocsin/cli";
import { processorMs } from "../measure/sample.ts";

/**
 * Arguments: a command line of `tocsin`. Runs it with its output thrown away and prints how long it took, without the
 * start of Node and the loading of modules, but with all the compiling that a fresh process has to do.
 */
const complaints: string[] = [];
const heard = (said: string[]): Writable =>
  new Writable({
    write(chunk: Buffer, _encoding, done) {
      said.push(chunk.toString());
      done();
    },
  });

const processorBefore = processorMs();
const startedMs = performance.now();
const code = await runCli(process.argv.slice(2), {
  stdout: heard([]),
  stderr: heard(complaints),
  stdin: new PassThrough().end(),
  env: { NO_COLOR: "1" },
});
const taken = { wallMs: performance.now() - startedMs, processorMs: processorMs() - processorBefore };
if (code !== 0) throw new Error(`the replay ended with ${code}: ${complaints.join("")}`);

const peakBytes = process.resourceUsage().maxRSS * 1024;
process.stdout.write(JSON.stringify({ ...taken, amount: 0, peakBytes }));
