import type { Configuration } from "@tocsin/contracts";
import { detectorGroup } from "@tocsin/detector";
import { intakeGroup } from "@tocsin/intake";
import { notifierGroup } from "@tocsin/notifier";
import { recorderGroup } from "@tocsin/recorder";
import { type Block, paragraph, span } from "../terminal/layout.ts";

/** The names that follow from a configuration: what another installation on the same servers must not have. */
export function ownNames(configuration: Configuration): readonly Block[] {
  const { environment, topics, kafka, influx, formats } = configuration;
  const { errorRate, deliveryLatency, reportVolume, ...own } = topics;
  const groups = [
    intakeGroup(configuration),
    detectorGroup(configuration),
    recorderGroup(configuration),
    notifierGroup(configuration),
  ];
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ["topics read", [...new Set([errorRate, deliveryLatency, reportVolume])]],
    ...(Object.keys(formats).length === 0 ? [] : [["by a format", formatWords(configuration)] as const]),
    ["own topics", Object.values(own)],
    ["groups", groups],
    [
      "transactional ids",
      [
        `${kafka.namePrefix}.intake.…`,
        `${detectorGroup(configuration)}.${environment}`,
        notifierGroup(configuration),
      ],
    ],
    ["alert source", [`/tocsin/${environment}`]],
    ...(influx === undefined
      ? []
      : [["InfluxDB", [influxPlace(influx), `environment=${environment}`]] as const]),
  ];
  return rows.map(([what, names]) =>
    paragraph(
      2,
      [span(what.padEnd(width).replaceAll(" ", "\u00a0"), "muted"), ` ${names.join(", ")}`],
      width + 3,
    ),
  );
}

/** Each topic that holds what other tools write, how it is read, and what comes out of it. */
function formatWords({ formats, topics }: Configuration): readonly string[] {
  const streams = [
    ["requests and errors", topics.errorRate],
    ["deliveries", topics.deliveryLatency],
    ["reports", topics.reportVolume],
  ] as const;
  return Object.entries(formats).map(([topic, { format, preset, mapping }]) => {
    const by = mapping ?? (preset === undefined ? "all presets" : preset.join(" and "));
    const out = streams.filter(([, name]) => name === topic).map(([words]) => words);
    return `${topic} as ${format} by ${by} gives ${out.join(" and ")}`;
  });
}

const width = 18;

const influxPlace = ({ api, bucket, database }: NonNullable<Configuration["influx"]>): string =>
  api === "v2" ? `bucket ${bucket}` : `database ${database}`;
