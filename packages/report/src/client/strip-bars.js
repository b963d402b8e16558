import { formatTick, timeTicks } from "./utc.js";
/** @import { Cells } from "./strip-cells.js" */

/** Room that a label of the time axis takes, in CSS pixels. */
const tickSpacing = 64;
/** Bars narrower than this share of the strip would not be seen. */
const leastWidthPercent = 0.35;
/** A label right of its bar would leave the page beyond this. */
const labelLeftFromPercent = 62;
/** Between a label and the next one, in CSS pixels. */
const labelGap = 8;

/**
 * Puts the bars above the cells where the view has them.
 * @param {HTMLElement} figure
 * @param {Cells} cells
 */
export function placeBars(figure, { strip, view }) {
  const start = strip.from + view.first * strip.binMs;
  const span = view.bins * strip.binMs;
  const percentAt = (/** @type {number} */ at) => ((at - start) / span) * 100;
  for (const bar of figure.querySelectorAll(".bar")) {
    if (!(bar instanceof HTMLElement)) continue;
    const [from, to] = [
      percentAt(Number(bar.dataset["from"])),
      percentAt(Number(bar.dataset["to"] ?? Infinity)),
    ];
    bar.hidden = to < 0 || from > 100;
    const left = Math.min(100 - leastWidthPercent, Math.max(0, from));
    bar.style.left = `${left}%`;
    bar.style.width = `${Math.max(leastWidthPercent, Math.min(100, to) - left)}%`;
    const label = bar.querySelector(".bar-label");
    label?.classList.toggle("before", left > labelLeftFromPercent);
    label?.classList.toggle("after", left <= labelLeftFromPercent);
  }
  for (const lane of figure.querySelectorAll(".strip-lane")) showFreeLabels(lane);
}

/**
 * Of labels that would lie over each other, or over a bar, the first is shown.
 * @param {Element} lane
 */
function showFreeLabels(lane) {
  const bars = [...lane.querySelectorAll(".bar")].filter((bar) => bar instanceof HTMLElement && !bar.hidden);
  const taken = bars.map((bar) => ({ bar, box: bar.getBoundingClientRect() }));
  const { left: start, right: end } = lane.getBoundingClientRect();
  for (const bar of bars) {
    const label = bar.querySelector(".bar-label");
    if (!(label instanceof HTMLElement)) continue;
    label.hidden = false;
    const { left, right } = label.getBoundingClientRect();
    const isFree = taken.every(
      (other) => other.bar === bar || right + labelGap <= other.box.left || left >= other.box.right,
    );
    label.hidden = !isFree || left < start - labelGap || right > end + labelGap;
    if (!label.hidden) taken.push({ bar: label, box: label.getBoundingClientRect() });
  }
}

/** @param {HTMLElement} axis @param {Cells} cells */
export function drawAxis(axis, { strip, view }) {
  const from = strip.from + view.first * strip.binMs;
  const span = view.bins * strip.binMs;
  const ticks = timeTicks(from, from + span, Math.max(2, Math.floor(axis.clientWidth / tickSpacing)));
  axis.replaceChildren(
    ...ticks.map((tick) => {
      const label = document.createElement("span");
      label.textContent = formatTick(tick);
      label.style.left = `${((tick - from) / span) * 100}%`;
      return label;
    }),
  );
}
