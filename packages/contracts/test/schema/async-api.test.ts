import { readFileSync } from "node:fs";
import { join } from "node:path";
import { schemasWithoutId } from "@asyncapi/specs";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { expect, test } from "vitest";
import { topicNames } from "@tocsin/contracts";

interface Document {
  readonly asyncapi: string;
  readonly channels: Readonly<
    Record<string, { address: string; messages: Readonly<Record<string, unknown>> }>
  >;
  readonly components: {
    readonly messages: Readonly<
      Record<string, { examples: readonly { payload: unknown; headers?: unknown }[] }>
    >;
    readonly schemas: Readonly<Record<string, object>>;
  };
}

const read = (): Document =>
  JSON.parse(readFileSync(join(import.meta.dirname, "../../schema/asyncapi.json"), "utf8")) as Document;

function draft7(): Ajv {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  return ajv;
}

const specification: object = schemasWithoutId["3.0.0"];

test("the document is a valid AsyncAPI 3.0 document", () => {
  const validate = draft7().compile(specification);
  expect(validate(read()), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
});

test("a document without its title is not valid, so the check checks", () => {
  const validate = draft7().compile(specification);
  expect(validate({ ...read(), info: { version: "1" } })).toBe(false);
});

test("there is a channel for every topic but those of Tocsin's own memory, whose contents are no contract", () => {
  const { intakeState: _intake, detectorState: _detector, notifierState: _notifier, ...topics } = topicNames;
  const addresses = Object.values(read().channels).map(({ address }) => address);
  expect(addresses.toSorted()).toEqual(Object.values(topics).toSorted());
});

test("every reference in the document leads somewhere", () => {
  const document = read();
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
    (match) => match[1] ?? "",
  );
  expect(references.length).toBeGreaterThan(20);
  for (const reference of references) expect(at(document, reference.split("/")), reference).toBeDefined();
});

test("every payload example is accepted by its draft 7 payload schema", () => {
  const { components } = read();
  for (const [id, { examples }] of Object.entries(components.messages)) {
    const validate = draft7().compile(components.schemas[id] ?? false);
    expect(examples).not.toHaveLength(0);
    for (const { payload } of examples)
      expect(validate(payload), `${id} ${JSON.stringify(validate.errors)}`).toBe(true);
  }
});

test("the examples of dead letters have the headers that their schema asks for", () => {
  const { messages, schemas } = read().components;
  const validate = draft7().compile(schemas.DeadLetterHeaders ?? false);
  const headers = (messages.DeadLetter?.examples ?? []).map((example) => example.headers);
  expect(headers).toHaveLength(2);
  for (const example of headers) expect(validate(example), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ ...(headers[0] as object), tocsin_offset: "four" })).toBe(false);
});

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (inner as Readonly<Record<string, unknown>> | undefined)?.[key],
    value,
  );
}
