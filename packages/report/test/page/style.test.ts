import { expect, test } from "vitest";
import { style } from "../../src/page/style.ts";

type Colours = Readonly<Record<string, string>>;

/** The colours of both themes, as the stylesheet declares them. */
function themes(): readonly Colours[] {
  const blocks = style.match(/color-scheme: (light|dark);[^}]*/g) ?? [];
  return blocks.map((block) =>
    Object.fromEntries(
      [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6})/gi)].map(([, name, value]) => [name!, value!] as const),
    ),
  );
}

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(one: string, other: string): number {
  const [darker, lighter] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (lighter! + 0.05) / (darker! + 0.05);
}

test("black on white has the contrast that the standard says", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
});

test("in both themes text stands out from what is behind it, and marks do", () => {
  expect(themes().length).toBeGreaterThanOrEqual(2);
  for (const theme of themes()) {
    for (const background of ["page", "card", "named"]) {
      for (const text of ["ink", "muted", "accent", "member", "works", "suspected"]) {
        expect(contrast(theme[text]!, theme[background]!), `${text} on ${background}`).toBeGreaterThanOrEqual(
          4.5,
        );
      }
      for (const mark of ["collateral", "quiet", "reports"]) {
        expect(contrast(theme[mark]!, theme[background]!), `${mark} on ${background}`).toBeGreaterThanOrEqual(
          3,
        );
      }
    }
  }
});

test("the ramp of evidence goes steadily away from the background, so that it reads without colour", () => {
  for (const theme of themes()) {
    const steps = [0, 1, 2, 3, 4, 5].map((stop) => contrast(theme[`heat-${stop}`]!, theme["page"]!));
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
    expect(steps.at(-1)! / steps[0]!).toBeGreaterThan(8);
  }
});
