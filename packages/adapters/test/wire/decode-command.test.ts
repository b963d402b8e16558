import type { Command } from "@tocsin/contracts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeCommand } from "../../src/wire/index.ts";

const noon = 1_700_049_600_000;
const hourMs = 3_600_000;
const add: Command = {
  v: 1,
  kind: "maintenance-add",
  id: "switch-1",
  fromWindow: noon,
  services: ["mail"],
  from: "2023-11-15T13:00:00+01:00",
};
const feedback: Command = {
  v: 1,
  kind: "feedback",
  id: "f-1",
  incident: "i-1",
  verdict: "component",
  component: "edge",
};
const decoded = (value: object) => decodeCommand(JSON.stringify(value), noon, 60_000);

test.each([
  add,
  {
    ...add,
    to: "2023-11-15T12:00:01Z",
    components: ["edge"],
    note: "why",
    by: "me",
    at: "2023-11-15T11:00:00Z",
  },
  { v: 1, kind: "maintenance-end", id: "switch-1", fromWindow: 0 },
  { ...add, fromWindow: noon + hourMs },
  feedback,
  { ...feedback, verdict: "no-incident", component: undefined },
])("%j is a command", (value) => {
  expect(decoded(value)).toEqual({ kind: "command", command: JSON.parse(JSON.stringify(value)) as Command });
});

test("a field that is not known is borne, because within v1 fields are only added", () => {
  expect(decoded({ ...add, colour: "red" })).toMatchObject({ kind: "command" });
});

test.each([
  [{ ...add, services: undefined }, "command-invalid", "neither services nor components"],
  [{ ...add, to: "2023-11-15T12:00:00Z" }, "command-invalid", "to: is not after from"],
  [{ ...add, id: "configuration-1" }, "command-invalid", "it is changed there"],
  [{ ...feedback, component: undefined }, "command-invalid", "component: is missing"],
  [{ ...feedback, verdict: "was-isolated" }, "command-invalid", "goes with the verdict component alone"],
  [{ ...add, fromWindow: noon + hourMs + 1 }, "command-too-far", "more than an hour"],
  [{ ...add, from: "yesterday" }, "value-schema", "from"],
  [{ ...add, kind: "maintenance" }, "value-schema", "kind"],
  [{ ...add, v: 2 }, "value-schema", "v"],
])("%j is refused with a code and a reason", (value, code, words) => {
  expect(decoded(value)).toMatchObject({
    kind: "rejected",
    code,
    reason: expect.stringContaining(words) as string,
  });
});

test("of windows that are longer than 20 minutes three are far enough ahead, and no more", () => {
  const ahead = (aheadMs: number) =>
    decodeCommand(JSON.stringify({ ...add, fromWindow: noon + aheadMs }), noon, hourMs);
  expect(ahead(3 * hourMs)).toMatchObject({ kind: "command" });
  expect(ahead(3 * hourMs + 1)).toMatchObject({ kind: "rejected", code: "command-too-far" });
});

test("whatever stands in a message, it is a command or has a code", () => {
  const value = fc.oneof(fc.json(), fc.string(), fc.uint8Array(), fc.constant(null));
  fc.assert(
    fc.property(value, (payload) => {
      expect(["command", "rejected"]).toContain(decodeCommand(payload, noon, 60_000).kind);
    }),
  );
});
