export { type Outage, outageNames, outageNamed, outages, outagesFolder } from "./outages.ts";
