import { open } from "node:fs/promises";
import process from "node:process";
import { parseLines, parseLinesAndPayloads } from "../benchmarks/parse-loops.ts";

/**
 * Arguments: a recording that is not packed, and `line` or `both`. Prints how long bare JSON.parse loops over all its
 * lines took, once in memory: bringing them there piece by piece is not counted.
 */
const [path = "", depth] = process.argv.slice(2);
const pieceBytes = 16 * 1024 * 1024;
const parse = depth === "both" ? parseLinesAndPayloads : parseLines;

const file = await open(path);
const buffer = Buffer.allocUnsafe(pieceBytes);
const total = { wallMs: 0, processorMs: 0, amount: 0 };
let rest = "";
let isFirst = true;

for (;;) {
  const { bytesRead } = await file.read(buffer, 0, pieceBytes);
  if (bytesRead === 0) break;
  // Generated recordings hold ASCII alone.
  const lines = (rest + buffer.toString("latin1", 0, bytesRead)).split("\n");
  rest = lines.pop() ?? "";
  if (isFirst) lines.shift();
  isFirst = false;
  const sample = parse(lines);
  total.wallMs += sample.wallMs;
  total.processorMs += sample.processorMs;
  total.amount += sample.amount;
}
await file.close();

process.stdout.write(JSON.stringify({ ...total, peakBytes: process.resourceUsage().maxRSS * 1024 }));
