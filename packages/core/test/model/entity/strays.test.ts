import { expect, test } from "vitest";
import { logLikelihoodAt } from "../../../src/model/entity/entity-likelihood.ts";
import { strayEvidenceAt } from "../../../src/model/entity/strays.ts";
import { evidenceOf } from "../../support/evidence-of.ts";

const by = (source: string, nats: readonly number[]) => ({ entity: "chat", source, nats });
const pass = -0.7;

/** ln Lambda four windows ago, with all that was told and without what single readings add. */
function both(...series: ReturnType<typeof by>[]) {
  const evidence = evidenceOf({ series });
  const chat = evidence.directory.entities[0]!;
  const all = logLikelihoodAt(evidence, chat, 4);
  return [all, all - strayEvidenceAt(evidence, chat, 4)] as const;
}

test("one stray failure that one of three saw speaks for a failure, and without it nothing does", () => {
  const quiet = [pass, pass, pass, pass, pass];
  const [all, steady] = both(
    by("east", [pass, 4.5, pass, pass, pass]),
    by("west", quiet),
    by("north", quiet),
  );
  expect(all).toBeGreaterThan(0);
  expect(steady).toBeLessThan(0);
});

test("a failure that one of two goes on to see still speaks for it", () => {
  const [, steady] = both(by("east", [4.5, 1, 1, 1, 1]), by("west", [pass, pass, pass, pass, pass]));
  expect(steady).toBeGreaterThan(0);
});

test("of a source that told once nothing is left out", () => {
  const [all, steady] = both(by("east", [0, 4.5, 0, 0, 0]), by("west", [0, 0, pass, 0, 0]));
  expect(steady).toBe(all);
});

test("where one source alone observes nothing is left out", () => {
  const [all, steady] = both(by("east", [pass, 4.5, pass, pass, pass]));
  expect(steady).toBe(all);
});
