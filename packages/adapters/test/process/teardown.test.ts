import { expect, test } from "vitest";
import { teardown } from "../../src/process/teardown.ts";

test("what was built is ended in the opposite order and once, also where an end fails, which is told", async () => {
  const ended: string[] = [];
  const ending = teardown();
  ending.add(() => void ended.push("first"));
  ending.add(async () => {
    ended.push("second");
    throw new Error("no end");
  });
  ending.add(async () => void ended.push("third"));
  await expect(ending.run()).rejects.toThrow("no end");
  await ending.run();
  expect(ended).toEqual(["third", "second", "first"]);
});
