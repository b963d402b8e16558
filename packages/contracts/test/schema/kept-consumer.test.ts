import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { AlertEventToRead, AlertReason, AlertShapeName, ServiceRole } from "@tocsin/contracts";
import { examples } from "../../scripts/examples.ts";
import { alertLine } from "./kept/consumer-0.2.0/alert-line.ts";
import { alertOf } from "./kept/consumer-0.2.0/alert-of.ts";

const read = (alert: object) => alertOf(Buffer.from(JSON.stringify(alert), "utf8"));

/** What a detector of this version writes: the examples, and the alerts of a replay that is kept. */
const replayed = readFileSync(
  new URL("../../../../test/golden/small-outage.alerts.jsonl", import.meta.url),
  "utf8",
)
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line) as { readonly data: { readonly title?: string } });
type Alert = (typeof replayed)[number] & {
  readonly data: { readonly reason: string; readonly services: readonly { readonly role: string }[] };
};
const alerts = [...(examples["AlertEvent"] ?? []), ...replayed] as readonly Alert[];

/** The words that came after version 0.2.0. */
const newRoles = ["unknown"];
const newReasons = [
  "concurrent-failures",
  "late-data",
  "maintenance-ended",
  "memory-lost",
  "severity-raised",
];
const withOldWords = (alert: Alert): Alert => ({
  ...alert,
  data: {
    ...alert.data,
    reason: newReasons.includes(alert.data.reason) ? "members-changed" : alert.data.reason,
    services: alert.data.services.filter(({ role }) => !newRoles.includes(role)),
  },
});

test("the consumer of version 0.2.0 reads every alert of today whose words it knows, and says of it what it said then", () => {
  expect(alerts.length).toBeGreaterThan(3);
  expect(alerts.some(({ data }) => data.title !== undefined)).toBe(true);
  for (const alert of alerts.map(withOldWords)) {
    const event = read(alert);
    expect(event?.data).not.toHaveProperty("title");
    expect(alertLine(event!)).toMatch(
      /^\S+Z (critical|error|warning|info) [a-z-]+ (open|resolved|retracted) since /u,
    );
  }
});

test("words that are new to it cost it that alert and no other: it tells and goes on", () => {
  const [alert] = alerts.map(withOldWords);
  for (const reason of newReasons) expect(read({ ...alert, data: { ...alert!.data, reason } })).toBeNull();
  expect(read(alert!)).not.toBeNull();
});

test("no word came but those that this test and the changelog name", () => {
  const [alert] = alerts.map(withOldWords);
  const known = AlertReason.options.filter(
    (reason) => read({ ...alert, data: { ...alert!.data, reason } }) !== null,
  );
  expect(AlertReason.options.filter((reason) => !known.includes(reason)).toSorted()).toEqual(newReasons);
  const [service] = alert!.data.services;
  const roles = ServiceRole.options.filter(
    (role) => read({ ...alert, data: { ...alert!.data, services: [{ ...service, role }] } }) === null,
  );
  expect(roles).toEqual(newRoles);
});

test("a consumer of today bears roles, reasons and shapes that it does not know", () => {
  const [alert] = alerts;
  const [service] = alert!.data.services;
  const later = {
    ...alert,
    data: {
      ...alert!.data,
      reason: "a-reason-of-next-year",
      services: [{ ...service, role: "helper" }],
      shape: { name: "wobbly", evidence: [] },
    },
  };
  expect(AlertEventToRead.parse(later).data).toMatchObject({
    reason: "a-reason-of-next-year",
    services: [{ role: "helper" }],
    shape: { name: "wobbly" },
  });
  expect(AlertShapeName.options).not.toContain("wobbly");
  expect(AlertEventToRead.safeParse({ ...later, data: { ...later.data, onset: undefined } }).success).toBe(
    false,
  );
});
