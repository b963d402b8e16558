import { describe, expect, test } from "vitest";
import type { MaintenanceCommand, PlannedWork } from "../../src/knowledge/knowledge.ts";
import {
  type Maintenance,
  type MaintenanceAnswer,
  maintenanceAfter,
  maintenanceBeside,
  noMaintenance,
  plannedAhead,
  tellMaintenance,
} from "../../src/knowledge/maintenance.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const work = (id: string, changes: Partial<PlannedWork> = {}): PlannedWork => ({
  id,
  services: ["web"],
  components: [],
  fromMs: hourMs,
  toMs: 2 * hourMs,
  note: null,
  ...changes,
});
const add = (one: PlannedWork): MaintenanceCommand => ({ kind: "add", work: one });
const end = (id: string, atMs: number): MaintenanceCommand => ({ kind: "end", id, atMs });

/** What is known after the commands, and what became of the last one. */
function after(
  commands: readonly MaintenanceCommand[],
  from: Maintenance = noMaintenance,
  configured: readonly PlannedWork[] = [],
): { readonly maintenance: Maintenance; readonly answer: MaintenanceAnswer | null } {
  let maintenance = from;
  let answer: MaintenanceAnswer | null = null;
  for (const command of commands)
    ({ maintenance, answer } = tellMaintenance(maintenance, command, configured));
  return { maintenance, answer };
}

describe("commands about planned work", () => {
  test("adding a work a second time changes nothing, and adding another one by its id takes its place", () => {
    const once = after([add(work("a")), add(work("b"))]).maintenance;
    expect(after([add(work("a"))], once)).toEqual({ maintenance: once, answer: "unchanged" });
    const moved = work("a", { services: ["mail"] });
    expect(after([add(moved)], once).maintenance.told).toEqual([moved, work("b")]);
  });

  test("a work ends at the time that is told, and one that has not begun then is given up", () => {
    const known = after([add(work("a"))]).maintenance;
    const half = 1.5 * hourMs;
    expect(after([end("a", half)], known).maintenance.told).toEqual([work("a", { toMs: half })]);
    expect(after([end("a", hourMs)], known)).toMatchObject({ maintenance: { told: [] }, answer: "taken" });
    const endless = after([add(work("a", { toMs: null }))]).maintenance;
    expect(after([end("a", 9 * hourMs)], endless).maintenance.told[0]!.toMs).toBe(9 * hourMs);
  });

  test("ending what is unknown, or has ended by then, changes nothing: an end before its beginning is told too early", () => {
    const known = after([add(work("a"))]).maintenance;
    expect(after([end("b", hourMs)], known)).toEqual({ maintenance: known, answer: "unchanged" });
    expect(after([end("a", 2 * hourMs)], known)).toEqual({ maintenance: known, answer: "unchanged" });
    expect(after([end("a", 1.5 * hourMs), add(work("a"))]).maintenance.told).toEqual([work("a")]);
  });

  test("what names nobody or ends before it begins is refused, and so is an end that is no number", () => {
    expect(after([add(work("a", { services: [] }))]).answer).toBe("names-nobody");
    expect(after([add(work("a", { toMs: hourMs }))]).answer).toBe("ends-before-it-begins");
    expect(after([add(work("a", { toMs: Number.NaN }))]).answer).toBe("ends-before-it-begins");
    expect(after([add(work("a")), end("a", Number.NaN)]).answer).toBe("unchanged");
  });

  test("what the configuration names is not changed by commands", () => {
    for (const command of [add(work("a")), end("a", 0)])
      expect(after([command], noMaintenance, [work("a")])).toEqual({
        maintenance: noMaintenance,
        answer: "configured",
      });
  });

  test("what was told gives way to a work of the same name in a new configuration", () => {
    const known = after([add(work("a")), add(work("b"))]).maintenance;
    expect(maintenanceBeside(known, [work("a")]).told).toEqual([work("b")]);
    expect(maintenanceBeside(known, [work("c")])).toBe(known);
  });

  test("a thousand works are known at once: more are refused until some are over", () => {
    const many = Array.from({ length: 1000 }, (_, at) => add(work(`${at}`)));
    const full = after(many).maintenance;
    expect(after([add(work("more"))], full)).toEqual({ maintenance: full, answer: "too-many" });
    expect(after([add(work("7", { note: "longer" }))], full).answer).toBe("taken");
    const later = maintenanceAfter(full, 2 * hourMs);
    expect(later.told).toHaveLength(1000);
    expect(after([add(work("more"))], later).maintenance.told).toEqual([work("more")]);
  });

  test("a work is ahead until its end was judged, and forgotten a day after that", () => {
    const known = after([add(work("told")), add(work("endless", { toMs: null }))]).maintenance;
    const ids = (one: Maintenance): readonly string[] =>
      plannedAhead(one, [work("configured", { toMs: 3 * hourMs })]).map(({ id }) => id);
    expect(ids(known)).toEqual(["configured", "told", "endless"]);
    expect(ids(maintenanceAfter(known, 2 * hourMs))).toEqual(["configured", "endless"]);
    expect(ids(maintenanceAfter(known, 3 * hourMs))).toEqual(["endless"]);
    expect(maintenanceAfter(known, 2 * hourMs + dayMs - 1).told).toHaveLength(2);
    expect(maintenanceAfter(known, 2 * hourMs + dayMs).told).toEqual([work("endless", { toMs: null })]);
  });
});
