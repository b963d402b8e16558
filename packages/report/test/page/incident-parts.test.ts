import type { AlertEvent, IncidentFeedback } from "@tocsin/contracts";
import { describe, expect, test } from "vitest";
import { createReport } from "../../src/index.ts";
import { alertOf, signal } from "../support/alerts.ts";
import { frameOf } from "../support/frames.ts";
import { outageSummary, outageWorld } from "../support/synthetic-outage.ts";

const names = Array.from({ length: 60 }, (_, at) => `svc-${String(at).padStart(2, "0")}`);
const onset = "2021-10-04T15:40:00.000Z";
const topology = {
  services: {},
  components: {
    edge: { services: names },
    storage: { services: [...names.slice(0, 2), "other"] },
    far: { services: names.slice(50) },
  },
};

function incidentOf(services: readonly string[]): AlertEvent {
  const members = services.map((service, at) => ({
    service,
    role: "member" as const,
    onset,
    signals: [signal({ evidenceNats: at })],
  }));
  const component = { name: "edge", odds: 420, runnerUp: null };
  return alertOf(
    { incident: "i", service: "svc-00", scope: "simultaneous" },
    { services: members, component },
  );
}

interface Given {
  readonly services?: readonly string[];
  readonly frame?: Partial<ReturnType<typeof frameOf>>;
  readonly held?: ReturnType<typeof frameOf>["units"]["held"];
  readonly feedback?: IncidentFeedback;
}

async function pageOf({ services = names, frame = {}, held, feedback }: Given): Promise<string> {
  const report = createReport({ topology, labels: null, environment: "default", windowMs: 60_000 });
  const first = Date.parse(onset) / 60_000;
  const units = ["svc-00", "svc-01"].map((unit) => ({ unit, logEvidence: 9, logEvidenceWithoutReports: 9 }));
  const alert = incidentOf(services);
  report.addEvidence(frameOf(first, units));
  report.addAlert(alert);
  const next = frameOf(first + 1, units);
  const learning = (held ?? [null, null]).map((reason) => reason === null);
  report.addEvidence({
    ...next,
    units: { ...next.units, learning, ...(held === undefined ? {} : { held }) },
    ...frame,
  });
  const said = feedback === undefined ? new Map() : new Map([[feedback.incident, feedback]]);
  return (await report.finish(outageSummary(outageWorld(2), [alert]), said)).replaceAll(/\s+/g, " ");
}

const rowsOf = (table: string): number => table.split('<th scope="row"').length - 1;
const sectionOf = (page: string, from: string, to: string): string =>
  page.slice(page.indexOf(from), page.indexOf(to));

describe("what a picture has no room for", () => {
  test("is counted below it: services that need a component, and rows of evidence", async () => {
    const many = names.map((unit) => ({ unit, logEvidence: 9, logEvidenceWithoutReports: 9 }));
    const { units } = frameOf(Date.parse(onset) / 60_000 + 1, many);
    const page = await pageOf({ frame: { units } });
    expect(page).toContain(
      "28 more services are not drawn; the counts at the ends of the rows hold them too.",
    );
    expect(page).toContain(
      "12 more services and operations are not drawn here; those that failed come first.",
    );
    expect(await pageOf({ services: names.slice(0, 9) })).not.toContain("are not drawn here");
  });

  test("draws no row for a component of which no service is drawn, and counts it", async () => {
    const page = await pageOf({});
    const matrix = sectionOf(page, '<table class="radius"', "more services are not drawn");
    expect(matrix).toContain("storage");
    expect(matrix).not.toContain(">far<");
    expect(page).toContain("1 more component is not drawn");
  });
});

describe("the services of an incident", () => {
  test("of sixty the dozen of which most speaks for it stand there, and the rest unfold without a script", async () => {
    const page = sectionOf(await pageOf({}), "<h4>Services</h4>", "<h4>What they share</h4>");
    const [shown = "", folded = ""] = page.split('<details class="more">');
    expect([rowsOf(shown), rowsOf(folded)]).toEqual([12, 48]);
    expect(shown).toContain("svc-59");
    expect(shown).not.toContain("svc-00");
    expect(folded).toContain("Show all 60: the other 48 failed from 15:40 on");
  });

  test("of a few all stand there", async () => {
    const page = await pageOf({ services: names.slice(0, 15) });
    expect(page).not.toContain('<details class="more">');
  });
});

describe("what was weighed", () => {
  const weighed = [
    {
      incident: "i",
      component: ["edge", "storage", "independent failures"],
      oddsNats: [0, -6.04, -40],
      more: 3,
    },
    { incident: "another", component: ["storage", "edge"], oddsNats: [0, -1], more: 0 },
  ];

  test("is told of every component beside it, in numbers and with what speaks against it", async () => {
    const page = await pageOf({ services: names.slice(0, 9), frame: { weighed } });
    const list = sectionOf(page, '<ol class="weighed">', "<h4>How sure it is</h4>");
    expect(list).toMatch(/edge<.+?the likeliest<.+?9 of its 60 failed</);
    expect(list).toMatch(/storage<.+?420 to 1 against it<.+?2 of its 3 failed; 7 that failed are not in it</);
    expect(list).toMatch(
      /independent failures<.+?more than 1,000,000 to 1 against it<.+?each failed by itself</,
    );
    expect(list).toContain("3 more are less likely still.");
    expect(page).toContain("2 of 3 failed; 420 to 1 against it");
  });

  test("is left out where evidence of before does not tell it", async () => {
    expect(await pageOf({})).not.toContain('<ol class="weighed">');
  });
});

test("of whom nothing was learned is told with the reason", async () => {
  const page = await pageOf({ services: names.slice(0, 2), held: ["open-incident", "planned-work"] });
  expect(page).toContain(
    "Of svc-00 nothing was learned for a time, because it fails in an incident that is open.",
  );
  expect(page).toContain("Of svc-01 nothing was learned for a time, because it is worked on, as was told.");
});

test("what was said of an incident afterwards stands on it, and cannot become markup", async () => {
  const feedback: IncidentFeedback = {
    v: 1,
    kind: "feedback",
    id: "f-1",
    incident: "i",
    verdict: "component",
    component: "storage",
    by: "ann",
    note: "<img src=x>",
  };
  const page = await pageOf({ feedback });
  expect(page).toContain("Said afterwards:</strong> component storage, by ann: &lt;img src=x&gt;");
  expect(await pageOf({ feedback: { ...feedback, incident: "i-other" } })).not.toContain("Said afterwards");
});
