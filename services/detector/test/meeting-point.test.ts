import { expect, test } from "vitest";
import { meetingPoint } from "../src/meeting-point.ts";

test("things are taken in the order in which they were given", async () => {
  const meeting = meetingPoint<number>();
  void meeting.give(1);
  void meeting.give(2);
  expect([await meeting.take(0), await meeting.take(0)]).toEqual([1, 2]);
});

test("nothing is given when nothing comes in time", async () => {
  expect(await meetingPoint<number>().take(1)).toBeNull();
});

test("a taker that waits is woken by what is given", async () => {
  const meeting = meetingPoint<string>();
  const taking = meeting.take(60_000);
  void meeting.give("late");
  expect(await taking).toBe("late");
});

test("who gives waits until the thing is dealt with, which is when the next is asked for", async () => {
  const meeting = meetingPoint<number>();
  const dealtWith: number[] = [];
  void meeting.give(1).then(() => dealtWith.push(1));
  expect(await meeting.take(0)).toBe(1);
  await Promise.resolve();
  expect(dealtWith).toEqual([]);
  expect(await meeting.take(0)).toBeNull();
  expect(dealtWith).toEqual([1]);
});
