import { chartHeights, chartOptions } from "./chart.js";
import { chartData, chartSegment } from "./chart-data.js";
/** @import { Chart, Payload } from "./payload.ts" */
/** @import { Reading } from "./chart-reading.js" */
/** @import uPlot from "uplot" */

/** The chart library stands before this script in the page. */
const page = /** @type {{ uPlot: typeof import("uplot") }} */ (/** @type {unknown} */ (globalThis));

/**
 * Draws the charts of one incident; returns the function that draws them again.
 * @param {HTMLElement} incident
 * @param {Payload} payload
 * @returns {() => void}
 */
export function showCharts(incident, payload) {
  const segment = { index: 0 };
  const figures = [...incident.querySelectorAll("[data-chart]")].filter(
    (element) => element instanceof HTMLElement,
  );
  const plots = figures.flatMap((figure) => {
    const chart = payload.charts[figure.dataset["chart"] ?? ""];
    return chart === undefined
      ? []
      : [showChart(figure, chart, { windowMs: payload.windowMs, sync: incident.id, segment })];
  });
  const choices = [...incident.querySelectorAll(".segments input")].filter(
    (element) => element instanceof HTMLInputElement,
  );
  for (const choice of choices) {
    choice.addEventListener("change", () => {
      segment.index = Number(choice.value);
      for (const plot of plots) plot.setData(plot.data);
    });
  }
  return () => plots.forEach((plot) => plot.redraw(false));
}

/**
 * @param {HTMLElement} figure
 * @param {Chart} chart
 * @param {{ windowMs: number, sync: string, segment: { index: number } }} context
 * @returns {uPlot}
 */
function showChart(figure, chart, { windowMs, sync, segment }) {
  const place = /** @type {HTMLElement} */ (figure.querySelector(".plot"));
  const value = /** @type {HTMLElement} */ (figure.querySelector(".chart-value"));
  const clock = /** @type {HTMLElement} */ (figure.querySelector(".chart-clock"));
  const unit = value.textContent;
  const shown = () => chartSegment(chart, segment.index);
  /** @param {Reading | null} reading */
  const onCursor = (reading) => {
    clock.textContent = reading?.clock ?? "";
    value.textContent = reading?.value ?? unit;
  };
  const options = chartOptions(chart, { width: place.clientWidth, windowMs, sync, shown, onCursor });
  const plot = new page.uPlot(options, /** @type {uPlot.AlignedData} */ (chartData(chart, windowMs)), place);
  new ResizeObserver(() => {
    const height = figure.classList.contains("large") ? chartHeights.large : chartHeights.small;
    if (place.clientWidth > 0) plot.setSize({ width: place.clientWidth, height });
  }).observe(place);
  enlargeOnClick(figure, place);
  return plot;
}

/**
 * A click makes a chart as wide as the page, another one small again; Escape does, too.
 * @param {HTMLElement} figure
 * @param {HTMLElement} place
 */
function enlargeOnClick(figure, place) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "enlarge";
  const show = (/** @type {boolean} */ isLarge) => {
    figure.classList.toggle("large", isLarge);
    button.textContent = isLarge ? "–" : "+";
    button.setAttribute(
      "aria-label",
      `${isLarge ? "Smaller" : "Larger"}: ${place.getAttribute("aria-label")}`,
    );
    button.setAttribute("aria-pressed", String(isLarge));
  };
  const turn = () => show(!figure.classList.contains("large"));
  button.addEventListener("click", turn);
  place.addEventListener("click", turn);
  figure.addEventListener("keydown", (event) => event.key === "Escape" && show(false));
  figure.querySelector(".chart-title")?.append(button);
  show(false);
}
