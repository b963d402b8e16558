import { themeColour } from "./colours.js";
/** @import { Chart } from "./payload.ts" */
/** @import uPlot from "uplot" */

const markDash = [4, 3];

/**
 * Lines at the onset and so on.
 * @param {uPlot} plot
 * @param {Chart} chart
 */
export function drawChartMarks(plot, chart) {
  const { ctx, bbox } = plot;
  ctx.save();
  for (const mark of chart.marks) {
    const x = Math.round(plot.valToPos(mark.at, "x", true));
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.strokeStyle = themeColour(`mark-${mark.kind}`);
    ctx.lineWidth = Math.max(1, devicePixelRatio);
    ctx.setLineDash(mark.kind === "onset" ? [] : markDash.map((length) => length * devicePixelRatio));
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}
