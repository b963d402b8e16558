import avro from "avsc";

/** Makes JSON of messages of one Avro schema; a text says what is wrong with the bytes. */
export type AvroReader = (body: Uint8Array) => { readonly json: string } | string;

/** A text says what is wrong with the schema. */
export function avroReader(schema: string): AvroReader | string {
  try {
    const type = avro.Type.forSchema(JSON.parse(schema) as avro.Schema, { wrapUnions: "never" });
    return (body) => {
      try {
        return { json: JSON.stringify(type.fromBuffer(Buffer.from(body))) };
      } catch (error) {
        return wordsOf(error);
      }
    };
  } catch (error) {
    return wordsOf(error);
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
