import { outageRoom } from "./room/outage-room.ts";

/** The dashboards as files: the path inside `dashboards/` and the text. */
export function dashboardFiles(): ReadonlyMap<string, string> {
  return new Map([
    [
      "outage-room.json",
      text(
        outageRoom({
          uid: "outage-room",
          title: "Outage room",
          time: { from: "now-6h", to: "now" },
          refresh: "30s",
        }),
      ),
    ],
    // The demo sends telemetry with the timestamps of that day, which "the last six hours" would never show.
    [
      "demo/outage-room.json",
      text(
        outageRoom({
          uid: "outage-room-2021-10-04",
          title: "Outage room, 2021-10-04 reconstructed",
          time: { from: "2021-10-04T12:00:00.000Z", to: "2021-10-05T00:00:00.000Z" },
          refresh: "10s",
          environment: "demo",
        }),
      ),
    ],
  ]);
}

function text(dashboard: object): string {
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}
