import { asyncApiDocument } from "./async-api.ts";
import { errorCodeTable } from "./error-code-table.ts";
import { contractSchemas, jsonSchemaOf } from "./json-schema.ts";

/** Every generated file by its name in `schema/`. The same sources give the same bytes. */
export function generatedDocuments(version: string): ReadonlyMap<string, string> {
  const schemas = contractSchemas();
  const files = schemas.map((schema): [string, string] => [
    `${kebabCase(schema.id)}.schema.json`,
    json(jsonSchemaOf(schema, "draft-2020-12")),
  ]);
  return new Map([
    ...files,
    ["asyncapi.json", json(asyncApiDocument(schemas, version))],
    ["error-codes.md", errorCodeTable()],
  ]);
}

function kebabCase(id: string): string {
  return id.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}

function json(document: object): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
