import { chartHeight, chartOptions } from "./chart.js";
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
    if (place.clientWidth > 0) plot.setSize({ width: place.clientWidth, height: chartHeight });
  }).observe(place);
  return plot;
}
