import { type Doubt, type ErrorCode, errorCodeList, Refused } from "@tocsin/contracts";
import type { Frame, Incident, Member } from "@tocsin/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { doubtsOf, excludedDoubts } from "../../src/unseen/doubts.ts";
import { lateLedger } from "../../src/unseen/late-lines.ts";
import { maxRefusedOf } from "../../src/replay/max-refused.ts";
import { quietIncidents } from "../../src/unseen/quiet-since.ts";
import { refusedLines } from "../../src/unseen/refused-lines.ts";
import { serviceOfLine } from "../../src/unseen/service-of-line.ts";
import { telemetrySeen } from "../../src/unseen/telemetry-seen.ts";
import { unseen } from "../../src/unseen/unseen.ts";
import { alert, other } from "../support/alerts.ts";

const minuteMs = 60_000;
const seenWell = { isAny: () => true, isEnough: () => true };
const refusal: fc.Arbitrary<ErrorCode> = fc.constantFrom(
  ...errorCodeList.filter((code) => code !== "duplicate"),
);

describe("refused lines", () => {
  test("of every kind are in doubt exactly where they are more than the limit, in all or of a declared service", () => {
    const line = fc.record({ code: refusal, service: fc.constantFrom("chat", "mail", "stranger", null) });
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 60 }),
        fc.nat(400),
        fc.nat(400),
        fc.integer({ min: 0, max: 100 }),
        (lines, ofChat, ofMail, percents) => {
          const limit = percents / 100;
          const ledger = refusedLines(["chat", "mail"]);
          for (const { code, service } of lines) ledger.add(code, service);
          const readingsOf = (service: string): number =>
            service === "chat" ? ofChat : service === "mail" ? ofMail : 0;
          const told = Refused.parse(
            ledger.told({ readings: ofChat + ofMail, readingsOf, declared: ["chat", "mail"], limit }),
          );
          const over = (refused: number, readings: number): boolean =>
            refused * 100 > percents * (refused + readings);
          const of = (name: string): number => lines.filter(({ service }) => service === name).length;
          const doubts = doubtsOf(told, new Map(), seenWell);
          expect(told).toMatchObject({ refused: lines.length, of: lines.length + ofChat + ofMail });
          expect(doubts.includes("refused-lines")).toBe(over(lines.length, ofChat + ofMail));
          expect(doubts.includes("refused-service-lines")).toBe(
            over(of("chat"), ofChat) || over(of("mail"), ofMail),
          );
        },
      ),
    );
  });

  test("that only came again are not refused", () => {
    const ledger = refusedLines(["chat"]);
    for (let count = 0; count < 50; count += 1) ledger.add("duplicate", "chat");
    const told = ledger.told({ readings: 50, readingsOf: () => 50, declared: ["chat"], limit: 0 });
    expect(told).toMatchObject({ refused: 0, share: 0, services: [] });
    expect(doubtsOf(told, new Map([["duplicate", 50]]), seenWell)).toEqual([]);
  });

  test("are told by service and code, most first, and names that others choose are bounded", () => {
    const ledger = refusedLines(["chat"]);
    for (let count = 0; count < 5000; count += 1) ledger.add("value-schema", `key-${count}`);
    for (const code of ["late", "late", "value-schema"] as const) ledger.add(code, "chat");
    const told = ledger.told({ readings: 97, readingsOf: () => 97, declared: ["chat"], limit: 0.05 });
    expect(told.services[0]).toEqual({
      service: "chat",
      refused: 3,
      of: 100,
      share: 0.03,
      byCode: { late: 2, "value-schema": 1 },
    });
    expect([told.services.length, told.servicesLeftOut, told.ofUnknownService]).toEqual([20, 981, 4000]);
  });

  test("that a recorded frame counts are refused too, of an unknown service", () => {
    const ledger = refusedLines([]);
    ledger.addCounted(7);
    const told = ledger.told({ readings: 93, readingsOf: () => 0, declared: [], limit: 0.05 });
    expect(told).toMatchObject({ refused: 7, of: 100, share: 0.07, ofUnknownService: 7 });
  });
});

test("a line's service is that of its reading, else its key, also where the line breaks off", () => {
  const line = (fields: object): string => JSON.stringify({ topic: "t", key: "by-key", ...fields });
  expect(serviceOfLine(line({ payload: '{"service":"чат","requests":-1}' }))).toBe("чат");
  expect(serviceOfLine(line({ payload: { service: "chat" } }))).toBe("chat");
  expect(serviceOfLine(line({ payload: "no json" }))).toBe("by-key");
  expect(serviceOfLine(line({ payload: null }))).toBe("by-key");
  expect(serviceOfLine(line({ payload: "x".repeat(400) }).slice(0, 100))).toBe("by-key");
  expect(serviceOfLine('{"service":"bare","ts":1}')).toBe("bare");
  for (const raw of ["", "[]", "null", "no json", '{"key":7}', line({ key: "k".repeat(201) })])
    expect(serviceOfLine(raw)).toBeNull();
});

test("--max-refused takes a percentage or a fraction, and nothing else", () => {
  expect([undefined, "5%", "0.05", "12.5 %", "1", "100%", "0"].map(maxRefusedOf)).toEqual([
    0.05, 0.05, 0.05, 0.125, 1, 1, 0,
  ]);
  for (const text of ["5", "101%", "-1%", "few", ""])
    expect(() => maxRefusedOf(text)).toThrow("--max-refused takes");
});

test.each<[ErrorCode, readonly Doubt[]]>([
  ["gzip-truncated", ["broken-file"]],
  ["zstd-truncated", ["broken-file"]],
  ["packed-trailing", ["broken-file"]],
  ["file-unreadable", ["broken-file"]],
  ["line-truncated", []],
])("of a file with %s nobody knows how much was not read: %j", (code, doubts) => {
  const told = refusedLines([]).told({ readings: 900, readingsOf: () => 0, declared: [], limit: 0.05 });
  expect(doubtsOf(told, new Map([[code, 1]]), seenWell)).toEqual(doubts);
});

const frame = (stream: Frame["stream"], minute: number, ...service: readonly string[]): Frame =>
  ({ stream, windowStart: minute * minuteMs, columns: { service } }) as unknown as Frame;

describe("telemetry that was seen", () => {
  const doubtsAfter = (stream: Frame["stream"], minutes: number): readonly Doubt[] => {
    const telemetry = telemetrySeen();
    for (let minute = 0; minute < minutes; minute += 1) telemetry.add(frame(stream, minute, "chat"));
    const told = refusedLines([]).told({ readings: minutes, readingsOf: () => 0, declared: [], limit: 0.05 });
    return doubtsOf(told, new Map(), telemetry);
  };

  test("for a few minutes, or reports alone, are not enough to say that nothing failed", () => {
    expect(doubtsAfter("error-rate", 0)).toEqual(["no-telemetry"]);
    expect(doubtsAfter("error-rate", 60)).toEqual(["short-telemetry"]);
    expect(doubtsAfter("error-rate", 61)).toEqual([]);
    expect(doubtsAfter("delivery-latency", 61)).toEqual([]);
    expect(doubtsAfter("report-volume", 600)).toEqual(["no-telemetry"]);
  });

  test("is in doubt where its past is excluded and it warms up still, but not where it was not there for long enough anyway", () => {
    const telemetry = telemetrySeen();
    for (let minute = 0; minute < 90; minute += 1) telemetry.add(frame("error-rate", minute, "chat"));
    telemetry.add(frame("error-rate", 90, "young"));
    const past = { from: "1970-01-01T00:00:00Z", to: "1970-01-02T00:00:00Z" };
    const doubts = (warmingUp: readonly string[], services?: readonly string[]) =>
      excludedDoubts(
        services === undefined ? [past] : [{ ...past, services: [...services] }],
        warmingUp,
        telemetry,
      );
    expect([doubts(["chat"]), doubts([]), doubts(["young"])]).toEqual([["excluded-past"], [], []]);
    expect([doubts(["chat"], ["chat"]), doubts(["chat"], ["mail"])]).toEqual([["excluded-past"], []]);
    expect(excludedDoubts([], ["chat"], telemetry)).toEqual([]);
  });

  test("clears nobody of whom there was none at the time of the complaints", () => {
    const missed = unseen([], 30_000);
    const complaint = (minute: number) =>
      alert({
        scope: "reports-only",
        time: new Date(minute * minuteMs).toISOString(),
        services: [other("chat", "suspected"), other("gone", "suspected"), other("never", "suspected")],
      });
    for (let minute = 0; minute < 300; minute += 1) {
      const services = minute < 100 ? ["chat", "gone"] : ["chat"];
      missed.telemetry.add(frame("error-rate", minute, ...services));
      missed.telemetry.add(frame("report-volume", minute, "never"));
    }
    missed.noteAlert(complaint(300));
    expect(missed.withoutTelemetry("c0ffee", ["chat", "gone", "never"])).toEqual(["gone", "never"]);
    expect(missed.withoutTelemetry("another", ["chat"])).toEqual([]);
  });
});

test("late readings are told apart by what would have helped", () => {
  const ledger = lateLedger(30_000);
  ledger.add({ service: "a", delayMs: 31_000, ahead: [] });
  ledger.add({ service: "a", delayMs: 3_600_000, ahead: [] });
  ledger.add({ service: "a", delayMs: 3_600_001, ahead: [] });
  ledger.add({ service: "behind", delayMs: 30_000, ahead: ["fast"] });
  expect(ledger.told()).toEqual({
    reachable: { lines: 2, mostMs: 3_600_000 },
    unreachable: 1,
    behind: { lines: 1, services: ["behind"], ahead: ["fast"] },
  });
});

test("an open incident is quiet when every member was judged since it last failed, from the last failure on", () => {
  const member = (lastActiveWindow: number, quietAnswers: number): Member => ({
    service: "s",
    onsetWindow: 1,
    lastActiveWindow,
    quietAnswers,
    recovered: false,
    depth: null,
    slightAnswers: null,
  });
  const incident = (id: string, ...members: readonly Member[]) => ({ id, members }) as unknown as Incident;
  const open = [
    incident("quiet", member(10, 3), member(12, 1)),
    incident("failing", member(10, 3), member(13, 0)),
    incident("blind"),
  ];
  expect([...quietIncidents(open, minuteMs)]).toEqual([
    ["quiet", { sinceMs: 13 * minuteMs, neededMs: 10 * minuteMs }],
  ]);
});
