import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { incidentInputs, incidentStates, transitionTable } from "../../src/incident/transition-table.ts";

const spec = readFileSync(new URL("../../SPEC.md", import.meta.url), "utf8");

const cellsOf = (line: string): string[] =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());

/** The transition table as the document has it: rows by state, cells by input. */
function tableOfDocument(): Record<string, Record<string, string>> {
  const lines = spec.split("\n");
  const head = lines.findIndex((line) => line.startsWith("| from \\ input"));
  const inputs = cellsOf(lines[head]!).slice(1);
  const rows = lines.slice(head + 2);
  const end = rows.findIndex((line) => !line.startsWith("|"));
  return Object.fromEntries(
    rows.slice(0, end).map((line) => {
      const [state, ...cells] = cellsOf(line);
      return [
        state!,
        Object.fromEntries(
          inputs.map((input, index) => [input, cells[index] === "–" ? "refused" : cells[index]!]),
        ),
      ];
    }),
  );
}

test("the table in SPEC.md is the table of the program", () => {
  expect(tableOfDocument()).toEqual(transitionTable);
});

test("every state answers every input", () => {
  expect(Object.keys(transitionTable)).toEqual([...incidentStates]);
  for (const state of incidentStates)
    expect(Object.keys(transitionTable[state])).toEqual([...incidentInputs]);
});

test("SPEC.md explains every input, in the order of the table", () => {
  const lines = spec.split("\n");
  const head = lines.findIndex((line) => cellsOf(line)[1] === "when");
  const explained = lines.slice(head + 2, head + 2 + incidentInputs.length).map((line) => cellsOf(line)[0]);
  expect(explained).toEqual([...incidentInputs]);
});

test("once ended nothing happens, and nothing that is open opens again", () => {
  for (const state of ["resolved", "retracted"] as const) {
    for (const input of incidentInputs) expect(transitionTable[state][input]).toBe("refused");
  }
  for (const state of incidentStates.filter((one) => one !== "absent")) {
    for (const input of incidentInputs.filter((one) => one.startsWith("open-")))
      expect(transitionTable[state][input]).toBe("refused");
  }
});

test("whatever is open can be revised and can recover: resolution is never refused", () => {
  for (const state of incidentStates.filter((one) => !["absent", "resolved", "retracted"].includes(one))) {
    expect(transitionTable[state].revise).toBe(state);
    expect(transitionTable[state].recover).toBe("resolved");
  }
});

test("every state can be reached", () => {
  const reached = new Set<string>(["absent"]);
  for (let round = 0; round < incidentStates.length; round += 1) {
    for (const state of incidentStates.filter((one) => reached.has(one))) {
      for (const next of Object.values(transitionTable[state])) if (next !== "refused") reached.add(next);
    }
  }
  expect([...reached].sort()).toEqual([...incidentStates].sort());
});
