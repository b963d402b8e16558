import {
  type DynamicConfigValue,
  FieldColorBuilder,
  FieldColorModeId,
  MappingType,
  type ValueMapping,
} from "@grafana/grafana-foundation-sdk/dashboard";

/** Okabe and Ito's colours, which people with any usual colour vision tell apart. */
export const colours = {
  fails: "#D55E00",
  silent: "#0072B2",
  warms: "#F0E442",
  well: "#56B4E9",
  expected: "#009E73",
  alert: "#E69F00",
  none: "#999999",
} as const;

/** `service_state.state_code`: the contract of `infra/influx`. */
export const stateCodes: ValueMapping = {
  type: MappingType.ValueToText,
  options: {
    "0": { text: "normal", color: colours.well, index: 0 },
    "1": { text: "warming up", color: colours.warms, index: 1 },
    "2": { text: "silent", color: colours.silent, index: 2 },
    "3": { text: "abnormal", color: colours.fails, index: 3 },
  },
};

/** `signal.state`: what the model says of one series. */
export const signalStates: ValueMapping = {
  type: MappingType.ValueToText,
  options: {
    normal: { color: colours.well, index: 0 },
    "not-due": { text: "not due", color: colours.none, index: 1 },
    "warming-up": { text: "warming up", color: colours.warms, index: 2 },
    silent: { color: colours.silent, index: 3 },
    abnormal: { color: colours.fails, index: 4 },
  },
};

/** Of a single number, which has no series to be told from. */
export const plainNumber = new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor("text");

export function fixed(fixedColor: string): DynamicConfigValue {
  return { id: "color", value: { mode: FieldColorModeId.Fixed, fixedColor } };
}

/** Told from other lines without a colour. */
export const dashed: DynamicConfigValue = {
  id: "custom.lineStyle",
  value: { fill: "dash", dash: [6, 6] },
};
