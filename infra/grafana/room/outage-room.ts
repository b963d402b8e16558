import { incidentMarks } from "../board/annotations.ts";
import { board, type Opening, uidOf } from "../board/board.ts";
import { completeness, evidenceOfTheWorld, lag, observedAndExpected } from "../board/charts.ts";
import { toService } from "../board/links.ts";
import { servicesByTime } from "../board/services-by-time.ts";
import {
  incidentVariable,
  memberVariable,
  placeVariables,
  serviceVariable,
  signalVariable,
  sourceVariable,
} from "../board/variables.ts";
import { blastRadius } from "./blast-radius.ts";
import { heatStrip } from "./heat-strip.ts";
import { incidentsHeard, whoElse } from "./incidents-heard.ts";
import { everyMember, reports } from "./members.ts";
import { openIncidents } from "./open-incidents.ts";
import { warmingUp } from "./warming-up.ts";

/** The room in which people stand when services fail: what is open, who fails since when, how sure, how current. */
export function outageRoom(opening: Opening): object {
  const service = toService(uidOf("service", opening.day));
  return board(
    {
      uid: "outage-room",
      title: "Outage room",
      description: "What fails together, since when, and how sure Tocsin is",
      variables: [
        ...placeVariables(opening.environment),
        serviceVariable(),
        signalVariable(),
        sourceVariable(),
        incidentVariable(),
        memberVariable(),
      ],
      annotations: incidentMarks("chosen"),
      panels: [
        openIncidents(),
        incidentsHeard(uidOf("outage-room", opening.day)),
        servicesByTime().dataLinks([service]),
        heatStrip().dataLinks([service]),
        blastRadius(),
        whoElse(),
        observedAndExpected(),
        everyMember(),
        evidenceOfTheWorld(),
        reports(),
        lag(),
        completeness(),
        warmingUp(),
      ],
    },
    opening,
  );
}
