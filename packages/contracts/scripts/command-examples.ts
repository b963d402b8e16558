import type { Acknowledgement, Command } from "@tocsin/contracts";

const noon = 1_700_049_600_000;
const halfHour = 1_800_000;

export const commands: readonly Command[] = [
  {
    v: 1,
    kind: "maintenance-add",
    id: "switch-1",
    at: "2023-11-15T11:57:12Z",
    by: "team-post",
    fromWindow: noon,
    services: ["mail"],
    components: ["edge"],
    from: "2023-11-15T13:00:00+01:00",
    to: "2023-11-15T14:00:00Z",
    note: "switch replaced",
  },
  { v: 1, kind: "maintenance-end", id: "switch-1", fromWindow: noon + halfHour },
  { v: 1, kind: "feedback", id: "f-7d21", incident: "i-4f1c0b", verdict: "component", component: "sign-in" },
];

export const acknowledgements: readonly Acknowledgement[] = [
  { v: 1, incident: "i-4f1c0b", at: "2023-11-15T12:41:07Z", by: "ann", note: "the switch again" },
];
