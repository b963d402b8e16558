export { type Outage, outageNames, outageNamed, outages, outagesFolder } from "./outages.ts";
export { writeTruth } from "./write-outage.ts";
