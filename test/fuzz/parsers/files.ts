import { Labels, Topology, Configuration, ImportMapping, TelemetryMapping } from "@tocsin/contracts";
import {
  canonicalJson,
  faultMessage,
  loadYamlText,
  type Check,
  type FileSchema,
} from "@tocsin/adapters/config";
import { examples } from "../../../packages/contracts/scripts/examples.ts";
import { configurationFaults } from "../../../packages/adapters/src/config/configuration-faults.ts";
import { readEnvironment } from "../../../packages/adapters/src/config/environment.ts";
import { knownNameFaults } from "../../../packages/adapters/src/config/knowledge-faults.ts";
import { knowledgeOf } from "../../../packages/adapters/src/config/knowledge.ts";
import { labelsFaults } from "../../../packages/adapters/src/config/labels-faults.ts";
import { withOwnNames } from "../../../packages/adapters/src/config/own-names.ts";
import { topologyFaults } from "../../../packages/adapters/src/config/topology-faults.ts";
import { TopicsFile } from "../../../packages/adapters/src/kafka/topics/topics-file.ts";
import { breedBytes } from "../inputs/breed-bytes.ts";
import { breedJson } from "../inputs/breed-json.ts";
import { breedText } from "../inputs/breed-text.ts";
import { fromSchema, wordsOf } from "../inputs/from-schema.ts";
import { bytesOf, json, type Parser, promise } from "./parser.ts";
import { mappingFaults } from "@tocsin/formats";
import { readFileSync } from "node:fs";

const exampleFile = readFileSync(new URL("../../../infra/tocsin.example.yaml", import.meta.url));
const topicsFile = readFileSync(new URL("../../../infra/kafka/topics.yaml", import.meta.url));

const topologyText = `# a comment
services:
  whatsapp: { displayName: "Whats\\u0041pp", timeZone: Europe/Berlin, quorum: 2 }
  instagram: &same { missing: { errorRate: zero } }
  facebook: *same
  'web site': {}
components:
  backbone: { services: [facebook, instagram, whatsapp], dependsOn: [edge], prior: 2 }
  edge:
    description: |
      several
      lines
    services:
      - whatsapp/media
      - "instagram/media"
`;
const topology = Topology.parse({
  services: { whatsapp: null, instagram: { timeZone: "Europe/Berlin" } },
  components: { backbone: { services: ["whatsapp", "instagram"] } },
});

/** The files of a user, in YAML: every fault has a code, a place in the file and words that fit into a terminal. */
function file<Value>(
  { name, schemaName, seeds }: Pick<Parser, "name" | "seeds"> & { readonly schemaName: string },
  schema: FileSchema<Value>,
  check: Check<Value>,
): Parser {
  const words = wordsOf(schemaName);
  return {
    name,
    seeds,
    breeds: [breedText(words), breedText(words), breedJson(words), fromSchema(schemaName), breedBytes],
    parse: (input) => {
      const text = Buffer.from(input).toString("utf8");
      const loaded = loadYamlText({ text, file: "f" }, schema, check);
      if (loaded.kind === "loaded") return [];
      promise(loaded.faults.length > 0, "what is faulty has a fault");
      const linesOfText = text.split(/\r\n|\r|\n/).length;
      return loaded.faults.map((fault) => {
        promise(fault.line >= 1 && fault.line <= linesOfText, `line ${fault.line} of ${linesOfText}`);
        promise(fault.column >= 1, "columns are counted from 1");
        promise(!/[\u0000-\u001f\u007f-\u009f]/.test(faultMessage(fault)), "words move no terminal");
        return fault.code;
      });
    },
  };
}

const examplesOf = (schema: string): readonly Uint8Array[] => (examples[schema] ?? []).map(json);

const named: FileSchema<Configuration> & { readonly def: unknown } = {
  def: Configuration.def,
  safeParse: (value) => Configuration.safeParse(withOwnNames(value)),
};

const configuration = file(
  {
    name: "configuration",
    schemaName: "configuration",
    seeds: [
      exampleFile,
      ...examplesOf("Configuration"),
      bytesOf(`timeZone: Europe/Berlin
calendar:
  - { name: Christmas, from: 2026-12-25, to: 2026-12-26, like: sunday }
  - { name: fair, date: 2026-05-01, learn: false, services: [whatsapp] }
maintenance:
  - { services: [whatsapp], components: [backbone], from: "2026-11-29T02:00:00+01:00", to: "2026-11-29T04:00:00+01:00" }
exclude: [{ from: "2026-11-01T00:00:00Z", to: "2026-11-02T00:00:00Z", note: load test }]
missing: { errorRate: zero, reportVolume: ignore }
`),
    ],
  },
  named,
  (given, source) => {
    const faults = [...configurationFaults(given, source), ...knownNameFaults(given, source, topology)];
    if (faults.length === 0) canonicalJson(knowledgeOf(given, topology));
    return faults;
  },
);

const environment: Parser = {
  name: "environment",
  seeds: [
    json({
      TOCSIN_ENVIRONMENT: "staging",
      TOCSIN_KAFKA_BROKERS: "a:9092, b:9092",
      TOCSIN_WINDOW_MS: "60000",
    }),
    json({ TOCSIN_BUDGET_FALSE_ALARMS_PER_90_DAYS: "1e3", TOCSIN_KAFKA_TLS_ENABLED: "true", TOCSIN_X: "1" }),
  ],
  breeds: [
    breedJson([...wordsOf("configuration"), "TOCSIN_ENVIRONMENT", "TOCSIN_KAFKA_SASL_PASSWORD", "TOCSIN_"]),
  ],
  parse: (input) => {
    let given: unknown;
    try {
      given = JSON.parse(Buffer.from(input).toString("utf8"));
    } catch {
      return [];
    }
    const texts = Object.entries(given ?? {}).flatMap(([name, value]: [string, unknown]) =>
      typeof value === "string" ? [[name, value] as const] : [],
    );
    return readEnvironment(Object.fromEntries(texts)).faults.map(({ code }) => code);
  },
};

export const fileParsers: readonly Parser[] = [
  file(
    { name: "topology", schemaName: "topology", seeds: [bytesOf(topologyText), ...examplesOf("Topology")] },
    Topology,
    topologyFaults,
  ),
  file({ name: "labels", schemaName: "labels", seeds: examplesOf("Labels") }, Labels, (labels, source) =>
    labelsFaults(labels, source, topology),
  ),
  configuration,
  environment,
  file(
    { name: "import-mapping", schemaName: "import-mapping", seeds: examplesOf("ImportMapping") },
    ImportMapping,
    () => [],
  ),
  file(
    { name: "telemetry-mapping", schemaName: "telemetry-mapping", seeds: examplesOf("TelemetryMapping") },
    TelemetryMapping,
    (mapping) => {
      mappingFaults(mapping);
      return [];
    },
  ),
  file({ name: "topics", schemaName: "topology", seeds: [topicsFile] }, TopicsFile, () => []),
];
