/**
 * The page's stylesheet. Colours: evidence runs through one warm ramp of steadily changing lightness, reports are blue
 * and working services green, which stay apart in every common form of colour blindness; marks differ by shape, too.
 */
export const lightColours = `
  color-scheme: light;
  --page: #fcfcfa; --card: #ffffff; --ink: #1d2126; --muted: #5d646d; --line: #dcdcd6; --grid: #ececE6;
  --accent: #9c3a10; --member: #c2410c; --works: #0b6e56; --collateral: #2563a8; --suspected: #7a4fa3; --quiet: #7c838c;
  --band: #dbe4ee; --expected: #6f86a3; --reports: #2f73b7; --cell-none: #fcfcfa;
  --heat-0: #f0efea; --heat-1: #fbdca9; --heat-2: #f3a54f; --heat-3: #d65f23; --heat-4: #98251f; --heat-5: #4a0f26;
  --mark-onset: #1d2126; --mark-detected: #1d2126; --mark-resolved: #0b6e56; --mark-truth: #7a4fa3; --named: #fdf1e4;`;

export const darkColours = `
  color-scheme: dark;
  --page: #14171b; --card: #1a1e23; --ink: #e9e7e1; --muted: #a2a9b2; --line: #343a42; --grid: #262b31;
  --accent: #f2a36b; --member: #ff8a4c; --works: #4cc9a4; --collateral: #78b4f2; --suspected: #c3a1e6; --quiet: #7d858f;
  --band: #2b3643; --expected: #8ba3c0; --reports: #69aef0; --cell-none: #14171b;
  --heat-0: #22262c; --heat-1: #54331d; --heat-2: #93471a; --heat-3: #d8702a; --heat-4: #f8b65c; --heat-5: #fff3c9;
  --mark-onset: #f4f2ec; --mark-detected: #f4f2ec; --mark-resolved: #4cc9a4; --mark-truth: #c3a1e6; --named: #2c241c;`;

export const style = `
:root {${lightColours}
}
@media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) {${darkColours}
} }
:root[data-theme="dark"] {${darkColours}
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; print-color-adjust: exact; }
body { margin: 0 auto; max-width: 1152px; padding: 0 1rem 4rem; background: var(--page); color: var(--ink); overflow-wrap: anywhere;
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
h1, h2, h3, h4, h5, p, dl, dd, figure, ol, fieldset { margin: 0; padding: 0; }
h1 { font-size: clamp(1.55rem, 1.1rem + 2vw, 2.35rem); line-height: 1.18; letter-spacing: -.015em; font-weight: 650;
  max-width: 26em; text-wrap: balance; }
h2 { font-size: 1.3rem; line-height: 1.3; font-weight: 650; letter-spacing: -.01em; margin: 3.25rem 0 .9rem; }
h3 { font-size: 1.2rem; line-height: 1.3; font-weight: 650; }
h4 { font-size: 1rem; font-weight: 650; margin: 2.25rem 0 .7rem; }
h5 { font-size: .9rem; font-weight: 600; }
small, .muted, .note { color: var(--muted); font-weight: 400; }
small, .muted { font-size: .85em; }
.note { font-size: .9rem; margin-top: .6rem; }
a { color: var(--accent); }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .85em; }
time, td, dd, .length { font-variant-numeric: tabular-nums; }
button { font: inherit; font-size: .85rem; color: var(--ink); background: var(--card); border: 1px solid var(--line);
  border-radius: 6px; padding: .25rem .7rem; cursor: pointer; }
button:hover { border-color: var(--muted); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .25rem .5rem; }
.scroll { overflow-x: auto; }

.bar-top { display: flex; align-items: center; gap: .75rem; padding: 1rem 0 2.75rem; font-size: .9rem; }
.brand { font-weight: 700; letter-spacing: .01em; flex: none; }
.files { color: var(--muted); overflow-wrap: anywhere; }
#theme { margin-left: auto; flex: none; }
.notice { margin-top: 1.1rem; color: var(--member); }
.lede { margin-top: 1.1rem; max-width: 44em; font-size: 1.06rem; }
.lede p + p { margin-top: .15rem; }
.facts { display: flex; flex-wrap: wrap; gap: .75rem 2rem; margin-top: 1.75rem; padding-top: 1rem; border-top: 1px solid var(--line); }
.facts dt, .figures dt { font-size: .8rem; color: var(--muted); }
.facts dd { font-size: .95rem; }
.contents { margin-top: 2rem; font-size: .92rem; } .contents ol { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.5rem; }
.contents ol ol { display: block; flex-basis: 100%; padding-left: 1rem; } .contents li:has(ol) { flex-basis: 100%; }
.harmless { color: var(--works) !important; } .links { margin-top: 1rem; }
.lead { max-width: 44em; color: var(--muted); font-size: .95rem; }

.legend { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem 1.4rem; margin: .8rem 0; font-size: .8rem; color: var(--muted); }
.legend-item { display: inline-flex; align-items: center; gap: .4rem; flex-wrap: wrap; }
.ramp { width: 320px; max-width: 100%; height: 10px; border-radius: 2px;
  background: linear-gradient(90deg, var(--heat-0), var(--heat-1), var(--heat-2), var(--heat-3), var(--heat-4), var(--heat-5)); }
.ramp-item { display: block; }
.ramp { display: block; }
.ramp-ticks { position: relative; display: block; width: 320px; height: 1.3em; font-size: .75rem; font-variant-numeric: tabular-nums; }
.ramp-ticks span { position: absolute; transform: translateX(-50%); white-space: nowrap; }
.ramp-ticks span:first-child { transform: none; } .ramp-ticks span:last-child { transform: translateX(-100%); }
.swatch { width: 14px; height: 10px; border-radius: 2px; display: inline-block; }
.swatch.planned { height: 3px; background: var(--works); }
.swatch.reports { height: 5px; background: var(--reports); }
.swatch.none { border: 1px solid var(--line); background: var(--cell-none); }

.strip-grid { display: grid; grid-template-columns: minmax(0, 10.5rem) minmax(0, 1fr); column-gap: .75rem; }
.strip-bars, .strip-axis, .strip-cells { grid-column: 2; }
.strip-bars, .strip-lane-names { grid-row: 1; margin-bottom: 4px; }
.strip-lane-names { grid-column: 1; text-align: right; font-size: 12px; line-height: 22px; color: var(--muted); white-space: nowrap; }
.strip-names { grid-column: 1; grid-row: 2; list-style: none; text-align: right; font-size: 12px; color: var(--muted); }
.strip-name { height: 18px; line-height: 16px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.strip-name:first-child { margin-bottom: 8px; color: var(--ink); }
.strip-name.strong { color: var(--ink); font-weight: 600; }
.strip-name.operation { font-weight: 400; }
.strip-cells { grid-row: 2; position: relative; cursor: crosshair; touch-action: pan-y; user-select: none; }
.strip-cells.leads { cursor: pointer; }
.strip-brush { position: absolute; top: 0; bottom: 0; background: var(--accent); opacity: .25; pointer-events: none; }
[hidden] { display: none !important; }
.strip-cells canvas { display: block; width: 100%; }
.strip-cursor { position: absolute; top: 0; bottom: 0; width: 0; border-left: 1px solid var(--ink); box-shadow: 0 0 0 1px var(--page); pointer-events: none; }
.strip-cursor::after { content: ""; position: absolute; left: -5px; top: var(--row-top); width: 9px; height: calc(var(--row-height) - 2px);
  border: 1.5px solid var(--ink); border-radius: 2px; box-shadow: 0 0 0 1px var(--page), inset 0 0 0 1px var(--page); }
.strip-axis { position: relative; height: 1.4rem; font-size: 11px; color: var(--muted); font-variant-numeric: tabular-nums; }
.strip-axis span { position: absolute; top: 4px; transform: translateX(-50%); white-space: nowrap; padding-top: 4px; }
.strip-axis span::before { content: ""; position: absolute; left: 50%; top: -2px; height: 4px; border-left: 1px solid var(--muted); }
.strip-foot { display: flex; flex-wrap: wrap; align-items: baseline; gap: .3rem 1rem; margin-top: .3rem; min-height: 1.9rem; }
.strip-readout { flex: 1 1 20rem; font-size: .85rem; color: var(--muted); font-variant-numeric: tabular-nums; }
.find { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem; margin: 1rem 0 .4rem; font-size: .85rem; color: var(--muted); }
.find input[type="search"], .find select { font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: .25rem .5rem; max-width: 14rem; }
.find .all { display: inline-flex; align-items: center; gap: .3rem; }
.strip-lane { position: relative; height: 22px; }
.bar { position: absolute; bottom: 5px; height: 7px; border-radius: 2px; background: var(--muted); }
.bar.simultaneous { background: var(--member); height: 11px; box-shadow: 0 0 0 1px var(--page); }
.bar.truth { background: none; border: 1.5px solid var(--mark-truth); height: 9px; }
.strip-bars { overflow-x: clip; }
.bar-label { max-width: 16rem; overflow: hidden; text-overflow: ellipsis; position: absolute; bottom: -4px; font-size: 12px; line-height: 18px; white-space: nowrap; color: var(--ink); }
.bar.simultaneous .bar-label { font-weight: 600; }
.bar-label.after { left: calc(100% + 6px); }
.bar-label.before { right: calc(100% + 6px); }
a.bar { text-decoration: none; }
a.bar::before { content: ""; position: absolute; inset: -7px -4px; }

.incident { border-top: 1px solid var(--line); padding: 1.1rem 0; }
.incident.large { border: 1px solid var(--line); border-radius: 10px; background: var(--card); padding: 1.5rem 1.75rem 1.75rem; }
.incident.large + .incident.large { margin-top: 1.5rem; }
.incident.large h3 { font-size: 1.55rem; letter-spacing: -.01em; }
.eyebrow { display: flex; flex-wrap: wrap; align-items: center; gap: .35rem .9rem; font-size: .8rem; color: var(--muted); margin-bottom: .5rem; }
details > .eyebrow { margin: .8rem 0 .6rem; }
.badge { border: 1px solid currentColor; border-radius: 99px; padding: 0 .6rem; color: var(--muted); font-weight: 600; }
.badge.simultaneous { color: var(--member); }
.summary { max-width: 46em; margin: .5rem 0; font-size: 1.02rem; }
.period { color: var(--muted); }
details.incident > summary { display: flex; flex-wrap: wrap; align-items: baseline; gap: .1rem 1rem; cursor: pointer; }
details.incident > summary h3 { font-size: 1rem; }
details.incident > summary::before { content: "+"; color: var(--muted); width: .8rem; font-weight: 600; }
details.incident[open] > summary::before { content: "–"; }
summary .when, summary .length { color: var(--muted); font-size: .9rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: 1rem 1.5rem; margin: 1.4rem 0; padding: 1rem 0;
  border-block: 1px solid var(--line); }
.figures dd { font-size: 1.35rem; font-weight: 600; line-height: 1.3; overflow-wrap: anywhere; }
.figures dd small { display: block; font-size: .8rem; line-height: 1.4; }
.evidence { max-width: 46em; }
.said { max-width: 46em; margin: .5rem 0; padding: .35rem .8rem; border-left: 3px solid var(--collateral); }
.more { margin-top: .6rem; font-size: .9rem; } .more summary { cursor: pointer; color: var(--accent); padding: .3rem 0; }
.weighed-title { margin: 1.4rem 0 .3rem; } .weighed { list-style: none; font-size: .85rem; max-width: 60rem; }
.weighed li { display: grid; grid-template-columns: 11rem 17rem minmax(0, 1fr); gap: 0 1rem; padding: .25rem 0; border-bottom: 1px solid var(--grid); }
.weighed li:first-child .name { font-weight: 650; } .weighed .why { color: var(--muted); }
.weighed .odds { position: relative; padding-bottom: 6px; } .odds-bar { position: absolute; left: 0; bottom: 1px; height: 3px; border-radius: 2px; width: calc(var(--part) * 100%); background: var(--member); }
.pairs { display: grid; margin-top: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 27rem), 1fr)); gap: 1rem 2.5rem; }
.pair { min-width: 0; } .pair h4 { margin-top: .2rem; } .pair .facts { margin-top: .6rem; padding-top: .6rem; } .pair h5 { margin-top: 1rem; } .truths { margin: .5rem 0 0; padding-left: 1.1rem; color: var(--muted); font-size: .9rem; }

table { border-collapse: collapse; font-size: .9rem; }
th { text-align: left; font-weight: 600; }
thead th { font-size: .8rem; font-weight: 400; color: var(--muted); }
.services, .score { width: 100%; }
.services th, .services td, .score th, .score td { padding: .38rem 1.25rem .38rem 0; border-bottom: 1px solid var(--grid); vertical-align: top; }
.score th, .score td { overflow-wrap: break-word; min-width: 4.5rem; }
.services .shown { color: var(--muted); padding-right: 0; }
.services .role-cell, .services .number { white-space: nowrap; }
.name { display: inline-block; max-width: 17rem; min-width: 9rem; overflow-wrap: anywhere; }
.radius .name { min-width: 11rem; }
.absent { color: var(--quiet); }
.mark { vertical-align: -1px; fill: var(--quiet); stroke: none; flex: none; }
.mark.member { fill: var(--member); }
.mark.notFailing { stroke: var(--works); }
.mark.unknown { stroke: var(--quiet); }
.mark.collateral { fill: var(--collateral); }
.mark.suspected { fill: var(--suspected); }
.right { color: var(--works); } .wrong { color: var(--member); font-weight: 600; }

.radius th[scope="row"] { padding: .3rem 1rem .3rem .5rem; font-weight: 400; }
.radius th[scope="row"] small { display: block; line-height: 1.2; }
.radius thead th { height: 7.2rem; vertical-align: bottom; padding: 0; width: 30px; min-width: 20px; color: var(--ink); font-size: .8rem; }
.radius thead th span { display: block; writing-mode: vertical-rl; transform: rotate(180deg); margin: 0 auto .35rem; max-height: 7rem;
  overflow: hidden; text-overflow: ellipsis; white-space: nowrap; line-height: 1.1; }
.radius thead th.member { font-weight: 600; } .radius thead th.unaffected { color: var(--muted); }
.radius tbody td { text-align: center; border-left: 1px solid var(--grid); height: 30px; padding: 0; position: relative; }
.radius tbody tr { border-top: 1px solid var(--grid); }
.radius tbody tr.named { background: var(--named); }
.radius tbody tr.named th { font-weight: 650; }
.radius td.part::after { content: ""; position: absolute; left: 50%; top: calc(50% + 9px); width: 10px; margin-left: -5px; border-bottom: 2px solid var(--muted); }
.radius td.share { text-align: left; padding: 0 .5rem 0 1rem; min-width: 13rem; overflow-wrap: normal; color: var(--muted); font-size: .8rem; }
.underlined { display: inline-block; width: 10px; border-bottom: 2px solid var(--muted); }

.signals .unit { margin-top: 1.2rem; }
@media (min-width: 1100px) { .slotted .charts { grid-template-columns: repeat(var(--slots), minmax(0, 1fr)); } .slotted .unit > .charts > .chart { grid-column: var(--slot); }
  .units-1, .units-2, .units-3 { display: grid; gap: 0 2rem; grid-template-columns: repeat(2, minmax(0, 1fr)); } .units-1 { grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 0 1.25rem; }
  .others { display: grid; grid-template-columns: 1fr 1fr; gap: 0 2rem; } .signals .others .charts { grid-template-columns: repeat(3, minmax(0, 1fr)); } .signals .others .unit > .charts > .chart { grid-column: auto; }
  .others.units-1 { grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 0 1.25rem; } .signals .others.units-1 .charts { grid-template-columns: minmax(0, 1fr); } }
.signals .apart { margin-top: 2rem; color: var(--muted); }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(11rem, 100%), 1fr)); gap: .5rem 1rem; margin-top: .35rem; }
.chart figcaption { display: flex; flex-direction: column; font-size: 11px; line-height: 1.4; white-space: nowrap; }
.chart-title { font-weight: 600; display: flex; justify-content: space-between; gap: .5rem; } .chart-clock { font-weight: 400; color: var(--muted); font-variant-numeric: tabular-nums; } .chart-value { color: var(--muted); font-variant-numeric: tabular-nums; overflow: hidden; text-overflow: ellipsis; }
.plot { height: 104px; overflow: hidden; cursor: zoom-in; }
.chart.large { grid-column: 1 / -1 !important; } .chart.large .plot { height: 320px; cursor: zoom-out; }
.enlarge { border: 0; background: none; color: var(--muted); padding: 0 .2rem; line-height: 1; margin-left: auto; }
.u-hz .u-cursor-x { border-right: 1px solid var(--muted); }
.key { display: inline-block; width: 18px; height: 0; border-top: 2px solid var(--ink); }
.key.outside { border-color: var(--member); } .key.band { height: 10px; border-top: 0; background: linear-gradient(var(--band) 4px, var(--expected) 4px 5px, var(--band) 5px); }
.key.onset, .key.detected, .key.resolved { width: 0; height: 14px; border-top: 0; border-left: 1.5px solid var(--mark-onset); }
.key.detected { border-left-style: dashed; } .key.resolved { border-left-style: dashed; border-color: var(--mark-resolved); }
.key.truth { width: 0; height: 14px; border-top: 0; border-left: 1.5px dashed var(--mark-truth); }
.segments { border: 0; display: inline-flex; margin-bottom: .2rem; }
.segments input { position: absolute; opacity: 0; }
.segments span { display: block; border: 1px solid var(--line); padding: .2rem .8rem; font-size: .85rem; cursor: pointer; color: var(--muted); }
.segments label:first-of-type span { border-radius: 6px 0 0 6px; } .segments label + label span { border-radius: 0 6px 6px 0; margin-left: -1px; }
.segments input:checked + span { background: var(--ink); border-color: var(--ink); color: var(--page); }
.segments input:focus-visible + span { outline: 2px solid var(--accent); outline-offset: 2px; }

.revisions { list-style: none; border-left: 2px solid var(--line); margin-left: .35rem; }
.revisions li { position: relative; display: grid; grid-template-columns: 9rem minmax(0, 1fr); gap: 0 .5rem; padding: .25rem 0 .25rem 1.1rem; font-size: .92rem; }
.revisions li::before { content: ""; position: absolute; left: -6px; top: .7rem; width: 10px; height: 10px; border-radius: 50%; background: var(--member); border: 2px solid var(--card); }
.revisions li.resolved::before { background: var(--works); } .revisions li.retracted::before { background: var(--quiet); }
.revisions time { color: var(--muted); } .revisions strong { font-weight: 600; }
details.json { margin-top: 1.5rem; font-size: .9rem; }
details.json summary { cursor: pointer; color: var(--muted); margin-bottom: .6rem; }
.copied { margin-left: .6rem; color: var(--muted); }
pre { overflow: auto; max-height: 26rem; border: 1px solid var(--line); border-radius: 6px; padding: .9rem; margin: .6rem 0 0; line-height: 1.45; }
footer.page { margin-top: 4rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: .85rem; color: var(--muted); }

@media (max-width: 640px) {
  .bar-top { padding-bottom: 1.75rem; }
  .strip-grid { grid-template-columns: minmax(0, 6rem) minmax(0, 1fr); column-gap: .5rem; }
  .strip-names { font-size: 11px; }
  .incident.large { margin-inline: -.5rem; padding: 1.1rem .9rem 1.25rem; }
  .figures { grid-template-columns: 1fr 1fr; } .figures dd { font-size: 1.1rem; }
  .services thead { display: none; }
  .services tr { display: grid; grid-template-columns: 1fr auto auto; gap: 0 .8rem; padding: .45rem 0; border-bottom: 1px solid var(--grid); }
  .services th, .services td { border: 0; padding: 0; }
  .services th { grid-column: 1; grid-row: 1; } .services .role-cell { grid-column: 2 / -1; grid-row: 1; text-align: right; }
  .services .shown { grid-column: 1 / -1; grid-row: 3; }
  .services .number { grid-row: 2; grid-column: auto; font-size: .85rem; color: var(--muted); }
  .services .number::before { content: attr(data-label) " "; } .services .absent { display: none; }
  .weighed li { grid-template-columns: minmax(0, 1fr); }
  .charts { grid-template-columns: 1fr 1fr; gap: .5rem .6rem; }
  .radius { display: block; } .radius thead, .radius tbody { display: block; }
  .radius tr { display: grid; grid-template-columns: repeat(var(--services), minmax(20px, 1fr)); }
  .radius .corner { display: none; } .radius thead th { width: auto; min-width: 0; height: auto; align-self: end; font-size: .75rem; }
  .radius th[scope="row"] { grid-column: 1 / -1; grid-row: 1; padding: .4rem .3rem 0; }
  .radius tbody td.share { display: block; grid-column: 1 / -1; grid-row: 2; justify-self: start; border: 0; height: auto; padding: 0 .3rem; min-width: 0; max-width: min(20rem, 80vw); }
  .radius tbody td { border-left-color: transparent; height: 26px; display: grid; place-items: center; }
  .revisions li { grid-template-columns: 1fr; }
}
@media print {
  body { max-width: none; font-size: 10pt; padding: 0; } h1 { font-size: 18pt; } h2 { margin-top: 1.6rem; } h4 { margin-top: 1.2rem; }
  #theme, .skip, .segments, .strip-foot, .find, .enlarge, .contents, .signals .others, .signals .apart, details.json { display: none; }
  .bar-top { padding-bottom: 1rem; }
  .incident.large { border: 0; padding: 0; } .chart, .strip, tr, .revisions li { break-inside: avoid; } h2, h3, h4, h5, .eyebrow, .legend { break-after: avoid; }
  details.incident > summary::before { content: none !important; } .score th, .score td { font-size: .8rem; padding-right: .6rem; min-width: 0; }
  .units-1, .units-2 { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0 1.25rem; }
  .services th, .services td { padding-block: .15rem; } .radius small { display: none !important; } .radius .name { min-width: 7rem; } .radius thead th { height: 5.5rem; width: auto; min-width: 0; font-size: .7rem; } .radius td.share { min-width: 6rem; font-size: .7rem; padding-left: .4rem; } .radius tbody td { height: 22px; }
  .services td, .services th { font-size: .8rem; padding-right: .6rem; }
  .charts { grid-template-columns: repeat(4, minmax(0, 1fr)); } .units-1 .charts { grid-template-columns: minmax(0, 1fr); } .units-2 .charts { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .unit { break-inside: avoid; }
  .scroll { overflow: visible; }
}
`;
