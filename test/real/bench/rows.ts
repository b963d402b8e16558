import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { cellsOfLines } from "../../../services/cli/src/import/csv-cells.ts";

const recordings = fileURLToPath(new URL("../../../../shared/recordings/", import.meta.url));
const text = (file: string): string => {
  const bytes = readFileSync(`${recordings}${file}`);
  return (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
};

/** The rows of a CSV file of the recordings, below its header. Throws where a line is no CSV. */
export function rowsOf(file: string): readonly (readonly string[])[] {
  const lines = text(file)
    .split(/\r?\n/)
    .filter((line) => line !== "");
  return cellsOfLines(lines.slice(1)).map((cells, index) => {
    if (cells === null) throw new Error(`${file}:${index + 2}: no CSV`);
    return cells;
  });
}

/** A JSON file of the recordings. */
export const jsonOf = (file: string): unknown => JSON.parse(text(file));
