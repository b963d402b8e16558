import { describe } from "vitest";
import { kindsInForms } from "../../support/forms.ts";
import { itKeepsItsPromises, manyRuns } from "../../support/kind-promises.ts";

describe.each(kindsInForms)("$name", (of) => {
  itKeepsItsPromises({ ...of, numRuns: manyRuns });
});
