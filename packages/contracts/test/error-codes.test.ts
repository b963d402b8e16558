import { errorCodes } from "@tocsin/contracts";
import { expect, test } from "vitest";

test.each(Object.entries(errorCodes))(
  "%s is kebab-case and comes with a sentence that says what to do",
  (code, text) => {
    expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(text).toMatch(/^\S.{20,}\.$/s);
  },
);
