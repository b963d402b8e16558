import { expect, test } from "vitest";
import { interleaved } from "./interleave.ts";

const logging = () => {
  const log: string[] = [];
  const contender = (name: string) => () => {
    log.push(name);
    return { wallMs: 10, processorMs: 10, amount: log.length };
  };
  return { log, contenders: { a: contender("a"), b: contender("b") } };
};

test("contenders take turns, every other round in reverse", async () => {
  const { log, contenders } = logging();
  await interleaved(contenders, { repetitions: 3, warmUpMs: 0 });
  expect(log.join("")).toBe("abbaab");
});

test("every contender has one sample per round, in order of the rounds", async () => {
  const samples = await interleaved(logging().contenders, { repetitions: 3, warmUpMs: 0 });
  expect(samples.a.map(({ amount }) => amount)).toEqual([1, 4, 5]);
  expect(samples.b.map(({ amount }) => amount)).toEqual([2, 3, 6]);
});

test("rounds that warm up last as long as asked and do not count", async () => {
  const { log, contenders } = logging();
  const samples = await interleaved(contenders, { repetitions: 1, warmUpMs: 30 });
  expect(log.join("")).toBe("ababab");
  expect(samples.a).toHaveLength(1);
});
