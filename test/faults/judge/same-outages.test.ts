import type { AlertEvent } from "@tocsin/core";
import { expect, test } from "vitest";
import { compareOutages } from "./same-outages.ts";

const alert = (
  time: string,
  incident: string,
  component: string | null,
  { scope = "simultaneous", status = "open" } = {},
) =>
  ({
    time: `2021-10-04T${time}:00Z`,
    data: { scope, status, incident, component: component === null ? null : { name: component } },
  }) as unknown as AlertEvent;

const edge = alert("10:00", "a", "edge");

test("an outage is the same where its component is, a few minutes later, whatever is said of single services", () => {
  const later = [
    alert("10:04", "b", null),
    alert("10:06", "b", "edge"),
    alert("10:00", "c", null, { scope: "isolated" }),
  ];
  expect(compareOutages("outages", [edge], later)).toEqual([]);
});

test("another component, another hour, one too few and one too many are seen", () => {
  const missing = { kind: "missing", of: "outages", id: "edge at 2021-10-04T10:00:00.000Z" };
  const unexpected = (id: string) => ({ kind: "unexpected", of: "outages", id });
  expect(compareOutages("outages", [edge], [])).toEqual([missing]);
  expect(compareOutages("outages", [edge], [alert("10:00", "b", "media")])).toEqual([
    missing,
    unexpected("media at 2021-10-04T10:00:00.000Z"),
  ]);
  expect(compareOutages("outages", [edge], [edge, alert("12:00", "b", "edge")])).toEqual([
    unexpected("edge at 2021-10-04T12:00:00.000Z"),
  ]);
});

test("the next outage of a component may be told by the incident that is still open, at its time", () => {
  const next = alert("11:00", "b", "edge");
  const changed = alert("11:01", "a", "edge");
  expect(compareOutages("outages", [edge, next], [edge, changed])).toEqual([]);
  const missing = { kind: "missing", of: "outages", id: "edge at 2021-10-04T11:00:00.000Z" };
  expect(compareOutages("outages", [edge, next], [edge, alert("11:20", "a", "edge")])).toEqual([missing]);
  const over = alert("11:01", "a", "edge", { status: "resolved" });
  expect(compareOutages("outages", [edge, next], [edge, over])).toEqual([missing]);
});
