import { showCharts } from "./charts.js";
import { enableCopying } from "./copy.js";
import { showStrip } from "./strip.js";
import { followTheme } from "./theme.js";
/** @import { Payload } from "./payload.ts" */

const payload = /** @type {Payload} */ (JSON.parse(document.querySelector("#payload")?.textContent ?? ""));
/** @type {(() => void)[]} */
const redraws = [];

/** @param {Element} part */
function showStripsIn(part) {
  for (const figure of part.querySelectorAll("[data-strip]")) {
    if (!(figure instanceof HTMLElement)) continue;
    const strip = payload.strips[figure.dataset["strip"] ?? ""];
    if (strip !== undefined) redraws.push(showStrip(figure, strip));
  }
}

/** @param {HTMLElement} incident */
function showIncident(incident) {
  if (incident.dataset["shown"] === "yes") return;
  incident.dataset["shown"] = "yes";
  showStripsIn(incident);
  redraws.push(showCharts(incident, payload));
}

/** What a link points at is opened. */
function openTarget() {
  const target = document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) target.open = true;
}

const overview = document.querySelector('[aria-labelledby="overview-title"]');
if (overview !== null) showStripsIn(overview);
for (const incident of document.querySelectorAll("article.incident")) {
  if (incident instanceof HTMLElement) showIncident(incident);
}
for (const incident of document.querySelectorAll("details.incident")) {
  if (!(incident instanceof HTMLDetailsElement)) continue;
  incident.addEventListener("toggle", () => incident.open && showIncident(incident));
}
addEventListener("hashchange", openTarget);
openTarget();
enableCopying();
followTheme(() => redraws.forEach((redraw) => redraw()));
