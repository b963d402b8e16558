import type { Configuration } from "@tocsin/contracts";
import { detectorGroup } from "@tocsin/detector";
import { intakeGroup } from "@tocsin/intake";
import { notifierGroup } from "@tocsin/notifier";
import { recorderGroup } from "@tocsin/recorder";
import { type Block, paragraph, span } from "../terminal/layout.ts";

/** The names that follow from a configuration: what another installation on the same servers must not have. */
export function ownNames(configuration: Configuration): readonly Block[] {
  const { environment, topics, kafka, influx } = configuration;
  const { errorRate, deliveryLatency, reportVolume, ...own } = topics;
  const groups = [
    intakeGroup(configuration),
    detectorGroup(configuration),
    recorderGroup(configuration),
    notifierGroup(configuration),
  ];
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ["topics read", [errorRate, deliveryLatency, reportVolume]],
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

const width = 18;

const influxPlace = ({ api, bucket, database }: NonNullable<Configuration["influx"]>): string =>
  api === "v2" ? `bucket ${bucket}` : `database ${database}`;
