import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { cellsOfLines } from "../../src/import/csv-cells.ts";

const delimiters = [",", ";", "\t", "|"] as const;

/** Lines of signs that mean something in CSV, and of some that do not. */
const line = fc.string({
  unit: fc.constantFrom("a", "1", ",", ";", "\t", "|", '"', " ", "ä", "'"),
  minLength: 1,
  maxLength: 12,
});

test("cells are those that csv-parse finds in each line by itself, whatever stands in the others", () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), fc.constantFrom(...delimiters), (lines, delimiter) => {
      const alone = lines.map((text): readonly string[] | null => {
        try {
          const rows: string[][] = parse(text, {
            delimiter,
            record_delimiter: "\n",
            relax_column_count: true,
          });
          return rows.length === 1 ? rows[0]! : null;
        } catch {
          return null;
        }
      });
      expect(cellsOfLines(lines, delimiter)).toEqual(alone);
    }),
    { numRuns: 1000 },
  );
});
