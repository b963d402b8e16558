import { topicNames } from "@tocsin/contracts";
import { examples } from "./examples.ts";
import { type ContractSchema, type JsonSchema, jsonSchemaOf } from "./json-schema.ts";

interface Channel {
  readonly key: string;
  readonly topic: string;
  /** As seen from Tocsin: it receives telemetry and sends what it makes of it. */
  readonly action: "receive" | "send";
  readonly messages: readonly string[];
  /** Where the record key means something. */
  readonly recordKey?: string;
  readonly summary: string;
}

const serviceKey = "the service. Any partitioner will do, and so will no key.";

/** Its value is no JSON of ours but whatever was sent; what Tocsin says of it stands in the headers. */
const deadLetter = "DeadLetter";
const deadLetterHeaders = "DeadLetterHeaders";

const channels: readonly Channel[] = [
  {
    key: "errorRate",
    topic: topicNames.errorRate,
    action: "receive",
    messages: ["ErrorRateTelemetry", "Tick"],
    recordKey: serviceKey,
    summary: "Requests and errors of a service, one message per interval.",
  },
  {
    key: "deliveryLatency",
    topic: topicNames.deliveryLatency,
    action: "receive",
    messages: ["DeliveryLatencyTelemetry", "Tick"],
    recordKey: serviceKey,
    summary: "How many messages a service delivered, how fast, and how many it still owes.",
  },
  {
    key: "reportVolume",
    topic: topicNames.reportVolume,
    action: "receive",
    messages: ["ReportVolumeTelemetry", "Tick"],
    recordKey: serviceKey,
    summary: "How many users reported trouble with a service.",
  },
  {
    key: "windows",
    topic: topicNames.windows,
    action: "send",
    messages: ["WindowFrame"],
    summary: "One frame per input partition and closed window; empty windows have a frame too.",
  },
  {
    key: "evidence",
    topic: topicNames.evidence,
    action: "send",
    messages: ["EvidenceFrame"],
    summary:
      "One frame per closed window, all services: what was seen, what was expected, how much it speaks for failure.",
  },
  {
    key: "incidents",
    topic: topicNames.incidents,
    action: "send",
    messages: ["AlertEvent"],
    recordKey: "the incident's id.",
    summary: "Alerts. Each message is a full snapshot of one incident.",
  },
  {
    key: "deadLetters",
    topic: topicNames.deadLetters,
    action: "send",
    messages: [deadLetter],
    recordKey: "that of the original message.",
    summary:
      "Messages that were refused: the original bytes and headers, with headers that say why and whence.",
  },
  {
    key: "commands",
    topic: topicNames.commands,
    action: "receive",
    messages: ["Command"],
    recordKey: "the id, or none.",
    summary: "What people tell Tocsin while it runs: planned work, and what an incident truly was.",
  },
  {
    key: "acknowledgements",
    topic: topicNames.acknowledgements,
    action: "receive",
    messages: ["Acknowledgement"],
    recordKey: "the incident's id.",
    summary:
      "Who takes care of which incident. Compacted: of each incident the last message holds; null where nobody does any more.",
  },
];

/** An AsyncAPI 3.0 document of the topics. Payloads are JSON Schema draft 7, which is AsyncAPI's own. */
export function asyncApiDocument(schemas: readonly ContractSchema[], version: string): object {
  const used = schemas.filter(({ id }) => channels.some(({ messages }) => messages.includes(id)));
  const headers = schemas.filter(({ id }) => id === deadLetterHeaders);
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Tocsin",
      version,
      description:
        "Telemetry in, alerts out. The names of the telemetry topics can be changed in the configuration. " +
        "Within v1 fields are only added; ignore those you do not know.",
      license: { name: "Apache-2.0" },
    },
    defaultContentType: "application/json",
    channels: Object.fromEntries(channels.map((channel) => [channel.key, channelObject(channel)])),
    operations: Object.fromEntries(
      channels.map((channel) => [`${channel.action}-${channel.key}`, operation(channel)]),
    ),
    components: {
      messages: {
        ...Object.fromEntries(used.map((schema) => [schema.id, message(schema)])),
        [deadLetter]: deadLetterMessage,
      },
      schemas: {
        ...Object.fromEntries([...used, ...headers].map((schema) => [schema.id, payloadSchema(schema)])),
        [deadLetter]: { description: "The original value, byte for byte; null where there was none." },
      },
    },
  };
}

function channelObject({ topic, messages, recordKey, summary }: Channel): object {
  return {
    address: topic,
    summary,
    ...(recordKey === undefined ? {} : { description: `Record key: ${recordKey}` }),
    messages: Object.fromEntries(messages.map((id) => [id, { $ref: `#/components/messages/${id}` }])),
    bindings: { kafka: { topic, bindingVersion: "0.5.0" } },
  };
}

function operation({ key, action, messages }: Channel): object {
  return {
    action,
    channel: { $ref: `#/channels/${key}` },
    messages: messages.map((id) => ({ $ref: `#/channels/${key}/messages/${id}` })),
  };
}

function message(schema: ContractSchema): object {
  return {
    name: schema.id,
    title: schema.zod.meta()?.title,
    contentType: schema.id === "AlertEvent" ? "application/cloudevents+json" : "application/json",
    payload: { $ref: `#/components/schemas/${schema.id}` },
    examples: (examples[schema.id] ?? []).map((payload) => ({ payload })),
  };
}

const deadLetterMessage: object = {
  name: deadLetter,
  title: "A refused message",
  contentType: "application/octet-stream",
  headers: { $ref: `#/components/schemas/${deadLetterHeaders}` },
  payload: { $ref: `#/components/schemas/${deadLetter}` },
  examples: (examples[deadLetterHeaders] ?? []).map((headers) => ({
    headers,
    payload: "tocsin_last_offset" in headers ? null : '{"service":"mail","errors":"many"}',
  })),
};

function payloadSchema(schema: ContractSchema): JsonSchema {
  const { $schema: _dialect, ...body } = jsonSchemaOf(schema, "draft-07");
  return body;
}
