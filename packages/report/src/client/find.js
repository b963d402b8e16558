/** @import { IncidentPlace, Payload, Strip } from "./payload.ts" */
/** @import { ShownStrip } from "./strip.js" */

/** Rows of the overview that stand there while nothing is looked for: the first are those of incidents. */
const rowsAtFirst = 48;

/**
 * What is looked for, as the form says it; an empty text stands for anything.
 * @typedef {object} Wanted
 * @property {string} text
 * @property {string} component
 * @property {string} scope
 * @property {string} order
 * @property {boolean} all
 */

/**
 * Shows of incidents and of rows those that the form asks for.
 * @param {Payload} payload
 * @param {ShownStrip | null} overview
 */
export function enableFinding(payload, overview) {
  const form = document.querySelector("#find");
  if (!(form instanceof HTMLFormElement)) return;
  const said = /** @type {HTMLOutputElement} */ (form.querySelector("output"));
  const strip = payload.strips["overview"];
  const show = () => {
    const wanted = wantedBy(form);
    const shown = showIncidents(payload, wanted);
    const rows = strip === undefined ? [] : rowsOf(strip, payload, wanted);
    overview?.showRows(rows);
    const [drawn, all] = [Math.max(0, rows.length - 1), Math.max(0, (strip?.rows.length ?? 1) - 1)];
    said.textContent = `${shown} of ${payload.incidents.length} incidents, ${drawn} of ${all} rows`;
  };
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", show);
  form.addEventListener("reset", () => requestAnimationFrame(show));
  show();
}

/**
 * @param {HTMLFormElement} form
 * @returns {Wanted}
 */
function wantedBy(form) {
  const data = new FormData(form);
  const field = (/** @type {string} */ name) => {
    const value = data.get(name);
    return typeof value === "string" ? value : "";
  };
  return {
    text: field("text").trim().toLowerCase(),
    component: field("component"),
    scope: field("scope"),
    order: field("order"),
    all: data.get("all") !== null,
  };
}

/**
 * Rows in order; the first speaks of all services together and stays.
 * @param {Strip} strip
 * @param {Payload} payload
 * @param {Wanted} wanted
 */
export function rowsOf(strip, payload, { text, component, all }) {
  const needing = component === "" ? null : new Set(payload.components[component] ?? []);
  const isWanted = (/** @type {string} */ name) =>
    name.toLowerCase().includes(text) && (needing === null || needing.has(name.split("/")[0] ?? name));
  const found = [...strip.rows.keys()].slice(1).filter((row) => isWanted(strip.rows[row]?.name ?? ""));
  const isAsked = all || text !== "" || needing !== null;
  return [0, ...(isAsked ? found : found.slice(0, rowsAtFirst))];
}

/**
 * @param {IncidentPlace} incident
 * @param {Wanted} wanted
 */
export function isFound({ scope, components, services }, wanted) {
  if (wanted.scope !== "" && scope !== wanted.scope) return false;
  if (wanted.component !== "" && !components.includes(wanted.component)) return false;
  return wanted.text === "" || services.some((service) => service.toLowerCase().includes(wanted.text));
}

/** @type {Record<string, (one: IncidentPlace, other: IncidentPlace) => number>} */
const orders = {
  time: (one, other) => one.from - other.from,
  length: (one, other) => lengthOf(other) - lengthOf(one),
  services: (one, other) => other.services.length - one.services.length,
  severity: (one, other) => other.severity - one.severity,
};

/** One that is not over is the longest. @param {IncidentPlace} incident */
const lengthOf = ({ from, to }) => (to === null ? Number.MAX_VALUE : to - from);

/**
 * Incidents in an order by the form's choice; in time where they are alike.
 * @param {readonly IncidentPlace[]} incidents
 * @param {string} order
 */
export function inOrder(incidents, order) {
  const compare = orders[order] ?? orders["time"] ?? (() => 0);
  return incidents.toSorted((one, other) => compare(one, other) || one.from - other.from);
}

/**
 * @param {Payload} payload
 * @param {Wanted} wanted
 */
function showIncidents({ incidents }, wanted) {
  let shown = 0;
  for (const incident of inOrder(incidents, wanted.order)) {
    const place = document.getElementById(incident.anchor);
    if (place === null) continue;
    place.hidden = !isFound(incident, wanted);
    if (!place.hidden) shown += 1;
    place.parentElement?.append(place);
  }
  for (const section of document.querySelectorAll("#incidents > section")) {
    if (section instanceof HTMLElement)
      section.hidden = section.querySelector(".incident:not([hidden])") === null;
  }
  return shown;
}
