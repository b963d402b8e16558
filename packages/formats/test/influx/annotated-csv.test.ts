import { expect, test } from "vitest";
import { text } from "../support/otlp-json.ts";
import { minute, noon, readAll } from "../support/read-all.ts";

const at = (minutes: number): string => new Date(noon + minutes * minute).toISOString();

const mapping = {
  service: ["app"],
  metrics: [
    { metric: "http_total", as: "requests" as const },
    { metric: "http_failed", as: "errors" as const },
  ],
};

const expected = [
  { service: "my, shop", ts: noon, intervalMs: minute, requests: 10, errors: 2 },
  { service: "my, shop", ts: noon + minute, intervalMs: minute, requests: 20, errors: 0 },
];

/** As `influx query --raw` prints two tables of one result, each with its annotations. */
const raw = `#group,false,false,true,true,false,false,true,true,true\r
#datatype,string,long,dateTime:RFC3339,dateTime:RFC3339,dateTime:RFC3339,long,string,string,string\r
#default,_result,,,,,,,,\r
,result,table,_start,_stop,_time,_value,_field,_measurement,app\r
,,0,${at(0)},${at(9)},${at(0)},100,total,http,"my, shop"\r
,,0,${at(0)},${at(9)},${at(1)},110,total,http,"my, shop"\r
,,0,${at(0)},${at(9)},${at(2)},130,total,http,"my, shop"\r
\r
#group,false,false,true,true,false,false,true,true,true\r
#datatype,string,long,dateTime:RFC3339,dateTime:RFC3339,dateTime:RFC3339,double,string,string,string\r
#default,_result,,,,,,,,http\r
,result,table,_start,_stop,_time,_value,_field,app,_measurement\r
,,1,${at(0)},${at(9)},${at(0)},7,failed,"my, shop",\r
,,1,${at(0)},${at(9)},${at(1)},9,failed,"my, shop",\r
,,1,${at(0)},${at(9)},${at(2)},9,failed,"my, shop",\r
`;

test("annotated CSV is read table by table, with quotes and with what an empty cell stands for", () => {
  const { values, refused, formats } = readAll([text(raw)], mapping);
  expect(values).toEqual(expected);
  expect(refused).toEqual({});
  expect(formats).toEqual(["influx"]);
});

test("a pivoted query has its fields as columns, and text and what Flux adds are none", () => {
  const pivoted = `#datatype,string,long,dateTime:RFC3339,string,long,long,string
#group,false,false,false,true,false,false,false
#default,_result,,,,,,
,result,table,_time,app,http_total,http_failed,note
,,0,${at(0)},"my, shop",100,7,x
,,0,${at(1)},"my, shop",110,9,
,,0,${at(2)},"my, shop",130,9,z
`;
  expect(readAll([text(pivoted)], mapping)).toMatchObject({ values: expected, refused: {} });
});

test("tables without annotations are read by their names", () => {
  const bare = `,result,table,_time,_value,_field,_measurement,app
,_result,0,${at(0)},100,total,http,a
,_result,0,${at(1)},110,total,http,a
`;
  expect(readAll([text(bare)], mapping).values).toMatchObject([{ service: "a", requests: 10, errors: 0 }]);
});

test("an error that the server answered is told in its words", () => {
  const { refused } = readAll([text("error,reference\nrequest too large,897\n")], mapping);
  expect(refused).toEqual({ "format-unreadable": 1 });
});

test("a row without a time or with a value that is no number counts for nothing, and costs no other", () => {
  const odd = raw.replace(`${at(1)},110`, `,110`).replace(",7,failed", ",NaN,failed");
  const { values, refused } = readAll([text(odd)], mapping);
  expect(values.length).toBeGreaterThan(0);
  expect(refused).toMatchObject({ "sample-time-missing": 1 });
});
