/**
 * Grafana's own code as a process: each line of standard input is a panel with what the database answered, each line of
 * standard output what Grafana makes of it. `node run.ts FOLDER`, with the folder in which its packages are installed.
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import type { Drawing, Drawn } from "./grafana-data.ts";

interface Display {
  readonly text: string;
  readonly color?: string;
}
interface Field {
  readonly values: readonly Drawn["frames"][number]["rows"][number][string][];
  readonly display: (value: unknown) => Display;
}
interface GrafanaFrame {
  readonly refId?: string;
  readonly length: number;
  readonly fields: readonly Field[];
}
type Frames = readonly GrafanaFrame[];
type Processor = (value: unknown) => unknown;
interface Observable {
  subscribe(to: { readonly next: (frames: Frames) => void; readonly error: (error: unknown) => void }): void;
}

/** What is used of `@grafana/data`, whose own types are not installed with the workspace. */
interface Grafana {
  readonly standardTransformers: Readonly<Record<string, { readonly id: string; readonly name: string }>>;
  readonly standardTransformersRegistry: { setInit(init: () => readonly object[]): void };
  readonly identityOverrideProcessor: Processor;
  readonly valueMappingsOverrideProcessor: Processor;
  readonly thresholdsOverrideProcessor: Processor;
  readonly dataLinksOverrideProcessor: Processor;
  readonly FieldConfigOptionsRegistry: new (init: () => readonly object[]) => object;
  createTheme(): object;
  toDataFrame(frame: object): GrafanaFrame;
  transformDataFrame(transformations: readonly object[], frames: Frames, context: object): Observable;
  applyFieldOverrides(options: object): Frames;
  getFieldMatcher(matcher: object): (field: Field, frame: GrafanaFrame, all: Frames) => boolean;
  getFieldDisplayName(field: Field, frame: GrafanaFrame): string;
  formattedValueToString(display: Display): string;
}

const load = createRequire(join(process.argv[2] ?? "", "package.json"));

// Libraries greet on the console; standard output is for results alone.
const greet = (...words: readonly unknown[]): void => {
  process.stderr.write(`${words.join(" ")}\n`);
};
Object.assign(globalThis.console, { log: greet, info: greet });

// It is written for a browser and looks for one while it is loaded.
const { Window } = load("happy-dom") as {
  readonly Window: new () => { readonly document: object; readonly localStorage: object };
};
const window = new Window();
Object.assign(globalThis, { window, document: window.document, localStorage: window.localStorage });
const grafana = load("@grafana/data") as Grafana;

grafana.standardTransformersRegistry.setInit(() => {
  const byId = new Map(Object.values(grafana.standardTransformers).map((each) => [each.id, each]));
  return [...byId].map(([id, transformation]) => ({ id, name: transformation.name, transformation }));
});

/** Grafana's application registers these; the dashboards use no others. */
const fieldConfigRegistry = new grafana.FieldConfigOptionsRegistry(() => [
  ...["unit", "decimals", "min", "max", "noValue", "color"].map((id) =>
    option(id, id, grafana.identityOverrideProcessor),
  ),
  option("mappings", "mappings", grafana.valueMappingsOverrideProcessor),
  option("thresholds", "thresholds", grafana.thresholdsOverrideProcessor),
  option("links", "links", grafana.dataLinksOverrideProcessor),
  ...[
    "lineStyle",
    "lineWidth",
    "fillBelowTo",
    "fillOpacity",
    "minWidth",
    "width",
    "wrapText",
    "wrapHeaderText",
  ].map((id) => ({
    ...option(`custom.${id}`, id, grafana.identityOverrideProcessor),
    isCustom: true,
  })),
]);

function option(id: string, path: string, processor: Processor): object {
  return {
    id,
    path,
    name: id,
    settings: {},
    process: processor,
    override: processor,
    shouldApply: () => true,
  };
}

const theme = grafana.createTheme();
const asItIs = (text: string): string => text;

async function drawn({ frames, transformations, fieldConfig }: Drawing): Promise<Drawn> {
  const made = frames.map((frame) => grafana.toDataFrame(frame));
  const transformed = await new Promise<Frames>((resolve, reject) => {
    grafana
      .transformDataFrame(transformations, made, { interpolate: asItIs })
      .subscribe({ next: resolve, error: reject });
  });
  const overridden = grafana.applyFieldOverrides({
    data: transformed,
    fieldConfig,
    fieldConfigRegistry,
    replaceVariables: asItIs,
    theme,
    timeZone: "utc",
  });
  const matched = fieldConfig.overrides.map(({ matcher }) => {
    const matches = grafana.getFieldMatcher(matcher);
    return transformed.some((frame) => frame.fields.some((field) => matches(field, frame, transformed)));
  });
  return { frames: overridden.map(told), matched };
}

/** A frame as rows of values, of texts and of colours. */
function told(frame: GrafanaFrame): Drawn["frames"][number] {
  const rowsOf = <Value>(cell: (field: Field, row: number) => Value): readonly Record<string, Value>[] =>
    Array.from({ length: frame.length }, (_, row) =>
      Object.fromEntries(
        frame.fields.map((field) => [grafana.getFieldDisplayName(field, frame), cell(field, row)]),
      ),
    );
  return {
    refId: frame.refId ?? null,
    rows: rowsOf((field, row) => field.values[row] ?? null),
    texts: rowsOf((field, row) => grafana.formattedValueToString(field.display(field.values[row]))),
    colours: rowsOf((field, row) => field.display(field.values[row]).color ?? null),
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const result = await drawn(JSON.parse(line) as Drawing).catch((error: unknown) => ({
    error: String(error),
  }));
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
