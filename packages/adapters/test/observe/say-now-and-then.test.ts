import { expect, test } from "vitest";
import { sayNowAndThen } from "../../src/observe/say-now-and-then.ts";

test("the first of a kind is said at once, the others at most every ten seconds with their count", () => {
  const said: string[] = [];
  let nowMs = 0;
  const say = sayNowAndThen<string>(
    () => nowMs,
    (thing, count) => said.push(`${thing} ${count}`),
  );
  for (let time = 0; time <= 20_000; time += 1000) {
    nowMs = time;
    say("kind", `at ${time}`);
  }
  say("other", "once");
  expect(said).toEqual(["at 0 1", "at 10000 10", "at 20000 10", "once 1"]);
});

test("of a stranger's ever new words a hundred are said as kinds of their own, and all others as one", () => {
  const said: number[] = [];
  let nowMs = 0;
  const say = sayNowAndThen<string>(
    () => nowMs,
    (_thing, count) => said.push(count),
  );
  for (let at = 0; at < 10_000; at += 1) say(`error number ${at}`, "thing");
  expect(said).toHaveLength(101);
  nowMs = 10_000;
  say("error number 10000", "thing");
  expect(said.at(-1)).toBe(1);
});
