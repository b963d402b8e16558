// The packages that this is bundled with have no types here: they are no part of the workspace.
// oxlint-disable typescript/no-unsafe-assignment, typescript/no-unsafe-call, typescript/no-unsafe-member-access, typescript/no-unsafe-argument, typescript/no-unsafe-return
/**
 * A dashboard on a page, by Grafana's own components: `window.draw(board)` with what `board.ts` makes. It runs in a browser,
 * bundled with the packages beside it.
 */
import {
  applyFieldOverrides,
  cacheFieldDisplayNames,
  createTheme,
  dateTime,
  FieldConfigOptionsRegistry,
  FieldType,
  getFieldDisplayValues,
  identityOverrideProcessor,
  standardTransformers,
  standardTransformersRegistry,
  ThemeContext,
  thresholdsOverrideProcessor,
  toDataFrame,
  transformDataFrame,
  valueMappingsOverrideProcessor,
} from "@grafana/data";
import { BigValue, GlobalStyles, PanelChrome, TimeSeries } from "@grafana/ui";
import { TableNG } from "@grafana/ui/unstable";
import { createElement } from "react";
import { createRoot } from "react-dom/client";

standardTransformersRegistry.setInit(() => {
  const byId = new Map(Object.values(standardTransformers).map((each) => [each.id, each]));
  return [...byId].map(([id, transformation]) => ({ id, name: transformation.name, transformation }));
});

const processors = { mappings: valueMappingsOverrideProcessor, thresholds: thresholdsOverrideProcessor };

function option(id, isCustom) {
  const process = processors[id] ?? identityOverrideProcessor;
  const path = isCustom ? id.slice("custom.".length) : id;
  return { id, path, name: id, settings: {}, process, override: process, shouldApply: () => true, isCustom };
}

/** Everything that the panel sets; Grafana's application has a list of them for each kind of panel. */
function registryFor({ defaults, overrides }) {
  const named = overrides.flatMap(({ properties }) => properties.map(({ id }) => id));
  const custom = Object.keys(defaults.custom ?? {}).map((key) => `custom.${key}`);
  const usual = ["unit", "decimals", "min", "max", "noValue", "color", "mappings", "thresholds"];
  const ids = new Set([...usual, ...custom, ...named.filter((id) => id !== "links")]);
  return new FieldConfigOptionsRegistry(() => [...ids].map((id) => option(id, id.startsWith("custom."))));
}

const asItIs = (text) => text;

async function dataOf({ frames, transformations, fieldConfig }, theme) {
  const made = frames.map((frame) => toDataFrame(frame));
  const transformed = await new Promise((resolve, reject) => {
    transformDataFrame(transformations, made, { interpolate: asItIs }).subscribe({
      next: resolve,
      error: reject,
    });
  });
  const data = applyFieldOverrides({
    data: transformed,
    fieldConfig,
    fieldConfigRegistry: registryFor(fieldConfig),
    replaceVariables: asItIs,
    theme,
    timeZone: "utc",
  });
  cacheFieldDisplayNames(data);
  return data;
}

const words = (text, height) =>
  createElement(
    "div",
    { style: { height, display: "flex", alignItems: "center", justifyContent: "center", opacity: 0.7 } },
    text,
  );

function timeSeries({ options, range }, data, { width, height }) {
  const frames = data.filter(
    ({ fields }) =>
      fields.some(({ type }) => type === FieldType.time) &&
      fields.some(({ type }) => type === FieldType.number),
  );
  const timeRange = { from: dateTime(range.from), to: dateTime(range.to), raw: range };
  return createElement(TimeSeries, {
    frames,
    structureRev: 1,
    timeRange,
    timeZone: "utc",
    width,
    height,
    legend: options.legend,
    options,
    replaceVariables: asItIs,
  });
}

function table(_panel, [data], { width, height }) {
  return createElement(TableNG, { data, width, height, timeRange: undefined, enableVirtualization: false });
}

function stat({ options, fieldConfig }, data, { width, height, theme }) {
  const [first] = getFieldDisplayValues({
    fieldConfig,
    reduceOptions: options.reduceOptions,
    replaceVariables: asItIs,
    theme,
    data,
    timeZone: "utc",
  });
  return createElement(BigValue, { ...options, value: first.display, width, height, theme });
}

const kinds = { timeseries: timeSeries, table, stat };

function inside(panel, data, size) {
  const draw = kinds[panel.type];
  if (draw === undefined) return words(`${panel.type}: no part of @grafana/ui`, size.height);
  const rows = data.reduce((sum, frame) => sum + frame.length, 0);
  if (rows === 0 && panel.type !== "stat")
    return words(panel.fieldConfig.defaults.noValue ?? "No data", size.height);
  return draw(panel, data, size);
}

function panelElement(panel, data, theme) {
  const { x, y, width, height, title, description } = panel;
  const content = (innerWidth, innerHeight) => {
    const drawn = inside(panel, data, { width: innerWidth, height: innerHeight, theme });
    return createElement("div", { "data-panel": title }, drawn);
  };
  return createElement(
    "div",
    { key: `${title} ${x} ${y}`, style: { position: "absolute", left: x, top: y } },
    createElement(PanelChrome, { title, description, width, height, children: content }),
  );
}

/** Resolves when the dashboard stands on the page. */
window.draw = async ({ panels, width, height, mode }) => {
  const theme = createTheme({ colors: { mode } });
  const drawn = await Promise.all(
    panels.map(async (panel) => panelElement(panel, await dataOf(panel, theme), theme)),
  );
  document.body.replaceChildren(document.createElement("main"));
  document.body.style.background = theme.colors.background.canvas;
  const page = createElement(
    "div",
    { style: { position: "relative", width, height } },
    createElement(GlobalStyles),
    ...drawn,
  );
  createRoot(document.querySelector("main")).render(
    createElement(ThemeContext.Provider, { value: theme }, page),
  );
  // Charts draw in the frame after the one in which they were measured.
  for (let frame = 0; frame < 10; frame += 1)
    await new Promise((resolve) => {
      requestAnimationFrame(resolve);
    });
};
