import { showCharts } from "./charts.js";
import { enableCopying } from "./copy.js";
import { enableFinding } from "./find.js";
import { showStrip } from "./strip.js";
import { followTheme } from "./theme.js";
/** @import { IncidentPlace, Payload } from "./payload.ts" */
/** @import { ShownStrip } from "./strip.js" */

const payload = /** @type {Payload} */ (JSON.parse(document.querySelector("#payload")?.textContent ?? ""));
/** @type {(() => void)[]} */
const redraws = [];

/**
 * Shows the first strip in a part of the page; its cells lead to `incidents`.
 * @param {Element} part
 * @param {readonly IncidentPlace[]} incidents
 * @returns {ShownStrip | null} null where there is none
 */
function showStripIn(part, incidents) {
  const figure = part.querySelector("[data-strip]");
  if (!(figure instanceof HTMLElement)) return null;
  const strip = payload.strips[figure.dataset["strip"] ?? ""];
  if (strip === undefined) return null;
  const shown = showStrip(figure, strip, incidents);
  redraws.push(shown.redraw);
  return shown;
}

/** @param {HTMLElement} incident */
function showIncident(incident) {
  if (incident.dataset["shown"] === "yes") return;
  incident.dataset["shown"] = "yes";
  showStripIn(incident, []);
  redraws.push(showCharts(incident, payload));
}

/** What a link points at is opened. */
function openTarget() {
  const target = document.getElementById(location.hash.slice(1));
  if (!(target instanceof HTMLElement)) return;
  const form = document.querySelector("#find");
  if (target.hidden && form instanceof HTMLFormElement) form.reset();
  target.hidden = false;
  if (target instanceof HTMLDetailsElement) target.open = true;
  target.scrollIntoView();
}

const overview = document.querySelector('[aria-labelledby="overview-title"]');
const standing = payload.incidents.filter(({ scope }) => scope !== "retracted");
const strip = overview === null ? null : showStripIn(overview, standing);
for (const incident of document.querySelectorAll("article.incident")) {
  if (incident instanceof HTMLElement) showIncident(incident);
}
for (const incident of document.querySelectorAll("details.incident")) {
  if (!(incident instanceof HTMLDetailsElement)) continue;
  incident.addEventListener("toggle", () => incident.open && showIncident(incident));
}
enableFinding(payload, strip);
addEventListener("hashchange", openTarget);
openTarget();
enableCopying();
followTheme(() => redraws.forEach((redraw) => redraw()));
