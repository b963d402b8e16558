import { askInfluxql } from "../support/servers/influx/ask-influxql.ts";
import type { Frame } from "../support/grafana/grafana-data.ts";
import { framesOf } from "../integration/grafana/answer-frames.ts";
import {
  asGrafanaSends,
  type Board,
  type BoardPanel,
  type Choice,
} from "../integration/grafana/dashboard-queries.ts";
import { type GridPos, type Placed, placed, repeated } from "./board-layout.ts";

/** A panel as `page/page.js` takes it. */
export interface PlacedPanel extends Placed {
  readonly title: string;
  readonly description?: string | undefined;
  readonly type: string;
  readonly options: object;
  readonly fieldConfig: { readonly defaults: object; readonly overrides: readonly object[] };
  readonly transformations: readonly object[];
  readonly frames: readonly Frame[];
  readonly range: { readonly from: number; readonly to: number };
}

export interface PlacedBoard {
  readonly panels: readonly PlacedPanel[];
  readonly width: number;
  readonly height: number;
}

interface PanelOfBoard extends BoardPanel {
  readonly description?: string;
  readonly gridPos: GridPos;
  readonly repeat?: string;
  readonly maxPerRow?: number;
  readonly options?: object;
}

export interface Asked {
  readonly influx: { readonly url: string; readonly token?: string };
  readonly bucket: string;
  readonly choice: Choice;
  /** The values of each variable over which panels are repeated. */
  readonly values: Readonly<Record<string, readonly string[]>>;
}

/** The dashboard with what its queries to InfluxDB answer, at the places where Grafana puts its panels. */
export async function placedBoard(board: Board, asked: Asked, width: number): Promise<PlacedBoard> {
  const panels: PlacedPanel[] = [];
  let down = 0;
  for (const panel of board.panels as readonly PanelOfBoard[]) {
    const at = { ...panel.gridPos, y: panel.gridPos.y + down };
    const values = panel.repeat === undefined ? null : (asked.values[panel.repeat] ?? []);
    if (values === null) {
      panels.push(await placedPanel(panel, asked, placed(at, width)));
      continue;
    }
    const row = repeated(at, values.length, panel.maxPerRow ?? 4);
    for (const [index, value] of values.entries()) {
      const variables = { ...asked.choice.variables, [panel.repeat!]: value };
      const choice = { ...asked.choice, variables };
      panels.push(await placedPanel(panel, { ...asked, choice }, placed(row.places[index]!, width)));
    }
    down += row.down;
  }
  return { panels, width, height: Math.max(...panels.map(({ y, height }) => y + height)) + 8 };
}

async function placedPanel(
  panel: PanelOfBoard,
  { influx, bucket, choice }: Asked,
  at: Placed,
): Promise<PlacedPanel> {
  const { title, description, type, options = {}, fieldConfig, transformations = [], targets } = panel;
  const isInflux = panel.datasource.type === "influxdb";
  const answers = await Promise.all(
    (isInflux ? targets : []).map(async (target) =>
      framesOf(await askInfluxql(influx, bucket, asGrafanaSends(target.query, choice)), target),
    ),
  );
  const filled = title.replaceAll(/\$\{(\w+)\}/g, (whole, name: string) => choice.variables[name] ?? whole);
  return {
    ...at,
    title: filled,
    description,
    type,
    options,
    fieldConfig: { defaults: fieldConfig?.defaults ?? {}, overrides: fieldConfig?.overrides ?? [] },
    transformations,
    frames: answers.flat(),
    range: { from: choice.from, to: choice.to },
  };
}
