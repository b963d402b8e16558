export { RegistryFault } from "./registry-client.ts";
export { type SchemaReader, schemaReader, type SchemaSource, type Unreadable } from "./schema-reader.ts";
