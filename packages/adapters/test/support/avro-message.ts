import avro from "avsc";

/** A value in Avro, in the framing of the Confluent Schema Registry. */
export function avroMessage(id: number, schema: object, value: object): Uint8Array {
  const header = Buffer.alloc(5);
  header.writeUInt32BE(id, 1);
  return Buffer.concat([header, avro.Type.forSchema(schema as avro.Schema).toBuffer(value)]);
}
