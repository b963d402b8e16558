import { describe, expect, test } from "vitest";
import { lagScratch, noLikelihoods, writeLikelihoods } from "../../../src/model/entity/entity-likelihood.ts";
import { lookBackOf } from "../../../src/model/entity/entities-step.ts";
import { hasReference } from "../../../src/model/entity/reference.ts";
import { signals } from "../../../src/world/world-window.ts";
import { handMadeEvidence, type HandMadeEvidence } from "../../support/evidence-of.ts";

/** ln(1 - q + q e) with q of 0.4: what an e-value adds to a window. */
const adds = (eValue: number): number => Math.log(0.6 + 0.4 * eValue);
const cusumOf = ({ state }: HandMadeEvidence, entity = 0) => state.entities.columns.cusum[entity];
const isHeld = ({ state }: HandMadeEvidence, entity = 0) => state.entities.columns.heldSince[entity]! >= 0;
const signalCusum = ({ state }: HandMadeEvidence, signal: (typeof signals)[number]) =>
  state.entities.columns.signalCusum[signals.indexOf(signal)];

describe("the evidence of a window", () => {
  test("is the sum over signals of ln(0.6 + 0.4 e), with e averaged over sources", () => {
    const chat = handMadeEvidence(["chat errors east", "chat errors west", "chat traffic"]);
    chat.step({ "chat errors east": 9, "chat errors west": 1, "chat traffic": 2 });
    expect(cusumOf(chat)).toBeCloseTo(adds(5) + adds(2), 12);
    expect(chat.state.entities.columns.windowEvidence[0]).toBeCloseTo(adds(5) + adds(2), 12);
  });

  test("counts a source that says nothing as 1", () => {
    const chat = handMadeEvidence(["chat errors east", "chat errors west"]);
    chat.step({ "chat errors east": 9 });
    expect(cusumOf(chat)).toBeCloseTo(adds(5), 12);
  });

  test("has reports in what holds the entity, and not in what its recovery is told from", () => {
    const chat = handMadeEvidence(["chat errors", "chat reports"]);
    chat.step({ "chat errors": 2, "chat reports": 50 });
    expect(cusumOf(chat)).toBeCloseTo(adds(2) + adds(50), 12);
    expect(chat.state.entities.columns.windowEvidence[0]).toBeCloseTo(adds(2), 12);
  });

  test("has a heartbeat that is missing, and none that comes: it would cancel slow evidence", () => {
    const chat = handMadeEvidence(["chat errors", "mail errors"]);
    chat.step({ "chat heartbeat": 900, "mail errors": 3, "mail heartbeat": 0.1 });
    expect(cusumOf(chat, 0)).toBeCloseTo(5.888, 3);
    expect(cusumOf(chat, 1)).toBeCloseTo(adds(3), 12);
  });

  test("of the window before is kept beside it", () => {
    const chat = handMadeEvidence(["chat errors"]);
    for (const eValue of [2, 3, 4]) chat.step({ "chat errors": eValue });
    const { windowEvidence, windowEvidenceBefore } = chat.state.entities.columns;
    expect([windowEvidence[0], windowEvidenceBefore[0]]).toEqual([adds(4), adds(3)]);
  });

  test("against the level before the incident is noted while one is kept, without reports", () => {
    const chat = handMadeEvidence(["chat errors", "chat reports"]);
    chat.state.entities.columns.referenceUntil[0] = chat.state.window + 1440;
    chat.step({ "chat errors": 1, "chat reports": 1 }, { "chat errors": 7, "chat reports": 9 });
    const { referenceEvidence } = chat.state.entities.columns;
    expect(Math.max(...referenceEvidence.subarray(0, 5))).toBeCloseTo(adds(7), 6);
  });
});

describe("an entity is assessed", () => {
  const assessed = (chat: HandMadeEvidence, eValues: Readonly<Record<string, number>>) => {
    chat.step(eValues);
    const { assessed: flags, windowEvidence } = chat.state.entities.columns;
    return [flags[0], windowEvidence[0]];
  };

  test("in windows in which telemetry of it came, or was due and did not", () => {
    const chat = handMadeEvidence(["chat errors", "chat reports"]);
    expect(assessed(chat, { "chat errors": 3 })).toEqual([1, adds(3)]);
    expect(assessed(chat, { "chat heartbeat": 900 })).toEqual([1, adds(900)]);
  });

  test("not by reports, nor where nothing came: its evidence stays that of the last such window", () => {
    const chat = handMadeEvidence(["chat errors", "chat reports"]);
    chat.step({ "chat errors": 3 });
    expect(assessed(chat, { "chat reports": 50 })).toEqual([0, adds(3)]);
    expect(assessed(chat, {})).toEqual([0, adds(3)]);
  });
});

describe("the gate", () => {
  test("is closed by two missing windows in a row, and not by one", () => {
    const chat = handMadeEvidence(["chat errors"]);
    chat.step({ "chat heartbeat": 900 });
    expect(isHeld(chat)).toBe(false);
    chat.step({ "chat heartbeat": 900 });
    expect(isHeld(chat)).toBe(true);
  });

  test("is not closed by misses that are as usual, however long they come: what came takes back what they add", () => {
    const chat = handMadeEvidence(["chat errors"]);
    for (let window = 0; window < 2000; window += 1) {
      chat.step({ "chat heartbeat": window % 4 === 0 ? 0.9 / 0.25 : 0.1 / 0.75 });
      expect(isHeld(chat)).toBe(false);
    }
  });

  test("is closed for the one entity only, and tells since when", () => {
    const both = handMadeEvidence(["chat errors", "chat/media errors"]);
    both.step({ "chat errors": 1, "chat/media errors": 2000 });
    both.step({ "chat errors": 1, "chat/media errors": 2000 });
    const { window } = both.state;
    expect([...both.state.entities.columns.heldSince.subarray(0, 2)]).toEqual([-1, window - 1]);
  });

  test("of a service that fails in an open incident is closed by one signal, though the others cancel it", () => {
    const mild = { "chat errors": 3, "chat traffic": 0.01, "chat latency": 0.01, "chat undelivered": 0.01 };
    const open = handMadeEvidence(Object.keys(mild));
    const failing = handMadeEvidence(Object.keys(mild));
    failing.state.entities.columns.failing[0] = 1;
    for (let window = 0; window < 8; window += 1) for (const one of [open, failing]) one.step(mild);
    expect([isHeld(open), isHeld(failing)]).toEqual([false, true]);
  });

  test("of a service that fails in an open incident is not closed by reports, which others cause", () => {
    const shown = { "chat errors": 0.01, "chat traffic": 0.01, "chat latency": 0.01, "chat reports": 3 };
    const chat = handMadeEvidence(Object.keys(shown));
    chat.state.entities.columns.failing[0] = 1;
    for (let window = 0; window < 8; window += 1) chat.step(shown);
    expect(isHeld(chat)).toBe(false);
  });

  test("opens after six hours, when the evidence is forgotten and the level before is kept", () => {
    const chat = handMadeEvidence(["chat errors"]);
    const failing = { "chat errors": 2000 };
    chat.step(failing);
    for (let window = 0; window < 359; window += 1) chat.step(failing);
    expect([isHeld(chat), hasReference(chat.state.entities.columns, 0)]).toEqual([true, false]);
    const likelihoods = chat.step(failing);
    expect([isHeld(chat), hasReference(chat.state.entities.columns, 0)]).toEqual([false, true]);
    expect(new Set(likelihoods.all)).toEqual(new Set([1]));
  });
});

test("every signal adds up by itself, reports and the heartbeat too", () => {
  const chat = handMadeEvidence(["chat errors", "chat reports", "chat traffic"]);
  const window = { "chat errors": 2, "chat reports": 3, "chat traffic": 0.5, "chat heartbeat": 4 };
  for (let at = 0; at < 3; at += 1) chat.step(window);
  expect(signalCusum(chat, "errors")).toBeCloseTo(3 * Math.log(2), 12);
  expect(signalCusum(chat, "reports")).toBeCloseTo(3 * Math.log(3), 12);
  expect(signalCusum(chat, "traffic")).toBe(0);
  expect(signalCusum(chat, "heartbeat")).toBeCloseTo(3 * Math.log(4), 12);
});

test("likelihoods of every entity are those of the look-back as the window leaves it", () => {
  const both = handMadeEvidence(["chat errors", "mail errors", "mail reports"]);
  for (let at = 0; at < 20; at += 1) both.step({ "chat errors": 1.5, "mail errors": 0.5, "mail reports": 3 });
  const likelihoods = both.step({ "mail errors": 7, "chat heartbeat": 900 });
  const lookBack = lookBackOf(both.state);
  const expected = noLikelihoods(2);
  for (const name of ["chat", "mail"]) writeLikelihoods(lookBack, both.entity(name), expected, lagScratch());
  expect(likelihoods).toEqual(expected);
});
