import { expect, test } from "vitest";
import { retractedNote } from "../../src/page/incident-head.ts";
import type { IncidentView } from "../../src/page/incident-view.ts";

const noteOf = (told: { readonly status: string; readonly reason: string; readonly supersededBy?: string }) =>
  retractedNote({ record: { latest: { data: told } }, numberOf: () => 3 } as unknown as IncidentView)?.text ??
  "";

test("an incident that was taken back says why: late data, a memory that was lost, or a larger one", () => {
  expect(noteOf({ status: "retracted", reason: "late-data" })).toContain("did not happen as told");
  expect(noteOf({ status: "retracted", reason: "memory-lost" })).toContain("lost its memory");
  expect(noteOf({ status: "retracted", reason: "superseded", supersededBy: "a" })).toContain("incident 3");
  expect(noteOf({ status: "open", reason: "memory-lost" })).toBe("");
});
