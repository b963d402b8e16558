import { readFileSync } from "node:fs";
import process from "node:process";
import { CommittedRecords } from "../../../src/kafka/decode/committed-records.ts";

/** Reads batches, a file each, and prints a JSON line for each: what came, and by how many bytes the peak of memory grew. */
const [limit, ...files] = process.argv.slice(2);
const peakBytes = (): number => 1024 * process.resourceUsage().maxRSS;
const place = { topic: "t", partition: 0 };
for (const file of files) {
  const batches = readFileSync(file);
  const before = peakBytes();
  const piece = new CommittedRecords({ place, fetchOffset: 0, batches, aborted: [] }, Number(limit)).next();
  const reason = piece?.kind === "undecodable" ? piece.reason : null;
  process.stdout.write(
    `${JSON.stringify({ kind: piece?.kind, reason, grownBytes: peakBytes() - before })}\n`,
  );
}
