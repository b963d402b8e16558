import fc from "fast-check";
import { expect, test } from "vitest";
import { linksOf } from "../../src/alert/links.ts";
import { serviceOf, toldAlerts, toldOf } from "../support/told-alerts.ts";

const about = { environment: "live eu", time: "2021-10-04T15:43:30.000Z" };

test("fields are filled in, percent-encoded", () => {
  const dashboard =
    "https://grafana.example/d/room?from={onsetMs}&to={untilMs}&var-service={service}&env={environment}";
  expect(linksOf({ dashboard }, toldOf({ services: [serviceOf("chat & more")] }), about)).toEqual({
    dashboard:
      "https://grafana.example/d/room?from=1633362000000&to=1633362210000&var-service=chat%20%26%20more&env=live%20eu",
  });
  const runbook =
    "https://wiki.example/{scope}/{component}/{incident}:{revision}?{status}-{severity}#{onset}/{until}";
  expect(linksOf({ runbook }, toldAlerts["resolved, of several"]!, about)).toEqual({
    runbook:
      "https://wiki.example/simultaneous/backbone/0123456789abcdef:1?resolved-critical#2021-10-04T15%3A40%3A00.000Z/2021-10-04T21%3A05%3A00.000Z",
  });
});

test("where there is no service or component the word none stands there", () => {
  const replay = "http://r.example/{service}/{component}";
  expect(linksOf({ replay }, toldAlerts["blind"]!, about)).toEqual({ replay: "http://r.example/none/none" });
});

test("a field that is not known stays as it is, and nothing but http and https is taken", () => {
  expect(linksOf({ runbook: "https://a.example/{what}" }, toldOf(), about)).toEqual({
    runbook: "https://a.example/{what}",
  });
  expect(linksOf({ runbook: "javascript:alert(1)", replay: "ftp://a.example" }, toldOf(), about)).toEqual({});
});

test("no name leads elsewhere or adds a parameter", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (service) => {
      const { runbook } = linksOf(
        { runbook: "https://a.example/{service}?s={service}" },
        toldOf({ services: [serviceOf(service)] }),
        about,
      );
      expect(runbook).toMatch(/^https:\/\/a\.example\/[^/?#&=\s]*\?s=[^/?#&=\s]*$/u);
    }),
  );
});
