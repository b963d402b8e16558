import { type Html, html } from "./html.ts";
import { choosableComponents, type PageView } from "./page-view.ts";

/** With fewer there is nothing to look for. */
const fewest = { incidents: 3, rows: 12 } as const;

const scopes = [
  ["", "any kind"],
  ["simultaneous", "failed together"],
  ["isolated", "failed alone"],
  ["reports-only", "complaints only"],
  ["source", "an observer"],
  ["blind", "all input silent"],
  ["retracted", "taken back"],
] as const;

const orders = [
  ["time", "in time"],
  ["length", "longest first"],
  ["services", "most services first"],
  ["severity", "most severe first"],
] as const;

/** Chooses incidents and rows; the page's script shows it, which alone makes it work. */
export function findForm(view: PageView): Html | null {
  const rows = view.overview?.rows.length ?? 0;
  if (view.incidents.length < fewest.incidents && rows < fewest.rows) return null;
  const components = Object.keys(choosableComponents(view)).map((name) => [name, name] as const);
  return html`<form id="find" class="find" hidden autocomplete="off">
    <label
      ><span class="unseen">Service</span><input type="search" name="text" placeholder="Service" size="16"
    /></label>
    ${components.length > 0 && choice("component", "Component", [["", "any component"], ...components])}
    ${choice("scope", "Kind of incident", scopes)}${choice("order", "Order of incidents", orders)}
    <label class="all"><input type="checkbox" name="all" /> all rows</label>
    <button type="reset">Clear</button>
    <output aria-live="polite"></output>
  </form>`;
}

function choice(name: string, label: string, options: readonly (readonly [string, string])[]): Html {
  return html`<label
    ><span class="unseen">${label}</span
    ><select name="${name}">
      ${options.map(([value, words]) => html`<option value="${value}">${words}</option>`)}
    </select></label
  >`;
}
