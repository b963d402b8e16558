import { expect, test } from "vitest";
import { allCampaigns } from "../campaigns/all-campaigns.ts";
import { roundsOf } from "../campaigns/campaign.ts";
import { faultOptions, usage } from "./fault-options.ts";

test("without arguments every campaign runs with its full count and the seed 1", () => {
  const { seed, campaigns, afresh } = faultOptions([]);
  expect([seed, afresh]).toEqual([1, false]);
  expect(campaigns.map(({ campaign, count }) => [campaign, count])).toEqual(
    allCampaigns.map((campaign) => [campaign, campaign.count]),
  );
});

test("counts, the seed and single campaigns can be chosen", () => {
  const { seed, campaigns } = faultOptions(["--seed", "9", "--only", "worker-kills", "--kills", "3"]);
  expect([seed, campaigns.map(({ campaign, count }) => [campaign.name, count])]).toEqual([
    9,
    [["worker-kills", 3]],
  ]);
});

test("the page is named, and the campaign that is none runs nothing", () => {
  const { campaigns, markdownPath } = faultOptions(["--only", "none", "--markdown", "docs/faults.md"]);
  expect([campaigns, markdownPath]).toEqual([[], "docs/faults.md"]);
  expect(faultOptions([]).markdownPath).toBeNull();
});

test("one installation runs at a time unless more are asked for", () => {
  expect([faultOptions([]), faultOptions(["--together", "3"])].map(({ together }) => together)).toEqual([
    1, 3,
  ]);
});

test.each([
  [["--only", "worker-kill"], /no campaign worker-kill/u],
  [["--kills", "many"], /whole number/u],
  [["--unknown"], /unknown/iu],
])("%j is refused", (args, message) => {
  expect(() => faultOptions(args)).toThrow(message);
});

test("the usage names every campaign with its option", () => {
  for (const { name, option } of allCampaigns)
    expect(usage).toMatch(new RegExp(`${name}.*--${option} `, "u"));
});

test("a count is spread over rounds, the last of which has the rest", () => {
  expect(roundsOf({ perRound: 10 }, 25)).toEqual([10, 10, 5]);
  expect(roundsOf({ perRound: 10 }, 10)).toEqual([10]);
  expect(roundsOf({ perRound: 10 }, 0)).toEqual([]);
});
