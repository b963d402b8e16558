import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

/** A validator of one JSON Schema (2020-12), formats included. Strict: an unknown keyword or format throws. */
export function validatorOf(schema: object): ValidateFunction {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true });
  addFormats.default(ajv);
  // zod names the format and gives its pattern too; ajv knows the same thing as `byte`.
  ajv.addFormat("base64", true);
  return ajv.compile(schema);
}
