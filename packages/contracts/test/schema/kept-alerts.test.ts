import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { examples } from "../../scripts/examples.ts";
import { validatorOf } from "../support/validator.ts";

/** What consumers hold alerts against that were written for version 0.2.0. */
const kept = readFileSync(new URL("kept/alert-event.0.2.0.schema.json", import.meta.url), "utf8");

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A schema without its closed lists: consumers must bear roles, reasons and other words that they do not know. */
function withoutLists(schema: Json): Json {
  if (schema === null || typeof schema !== "object") return schema;
  if (Array.isArray(schema)) return (schema as readonly Json[]).map(withoutLists);
  const entries = Object.entries(schema).filter(([key, value]) => key !== "enum" || !Array.isArray(value));
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutLists(value)]));
}

const alerts = examples["AlertEvent"] ?? [];

test("alerts of today are alerts of version 0.2.0 but for its closed lists", () => {
  const validate = validatorOf(withoutLists(JSON.parse(kept) as Json) as object);
  expect(alerts.length).toBeGreaterThan(1);
  for (const alert of alerts) expect(validate(alert), JSON.stringify(validate.errors)).toBe(true);
});

test("the lists hide something: with them an alert of today is refused, and without them one that lacks a field", () => {
  const closed = validatorOf(JSON.parse(kept) as object);
  expect(alerts.some((alert) => !closed(alert))).toBe(true);
  const validate = validatorOf(withoutLists(JSON.parse(kept) as Json) as object);
  const { data, ...rest } = alerts[0] as { readonly data: Readonly<Record<string, unknown>> };
  expect(validate({ ...rest, data: { ...data, onset: undefined } })).toBe(false);
});
