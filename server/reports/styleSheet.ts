import { aboveColour, belowColour, withinColour } from '../contract/figureColours.ts'

/** Of Lorenz curves, in the order of the figures. */
export const lineColours = ['#1d2433', '#c8781e', '#1a7f8f', '#8a4fa3', '#6b7d2a'] as const
const lines = lineColours.map((colour, place) => `.lorenz .line-${place + 1}{stroke:${colour}}`)

/** The report's own style: a screen page of A4's proportions that prints as it looks. No font is fetched. */
export const styleSheet = `
:root{--ink:#1d2433;--soft:#5b6579;--line:#d9dee7;--good:#1a7f53;--bad:#b2182b;--over:${aboveColour};--under:${belowColour};--paper:#fff}
*{box-sizing:border-box}
html{background:#eef0f4}
body{margin:24px auto;max-width:860px;padding:44px 52px;background:var(--paper);color:var(--ink);box-shadow:0 1px 8px #1d243322;
font:14px/1.55 "Inter","Segoe UI","Helvetica Neue",Arial,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC",sans-serif;
font-variant-numeric:tabular-nums;-webkit-print-color-adjust:exact;print-color-adjust:exact}
header{border-bottom:2px solid var(--ink);padding-bottom:14px;margin-bottom:22px}
.kicker{display:flex;justify-content:space-between;color:var(--soft);font-size:12px;letter-spacing:.04em}
h1{font-size:27px;line-height:1.25;margin:6px 0 4px;font-weight:650}
h2{font-size:15px;margin:0 0 2px;font-weight:650}
.meta,.caption{color:var(--soft);font-size:12px;margin:0}
.older{font-size:12px;font-weight:600;margin:4px 0 0}
section{margin:0 0 26px}
.verdict{border-left:5px solid var(--good);padding:4px 0 4px 18px}
.verdict.bad{border-color:var(--bad)}
.verdict p{margin:0 0 6px}
.verdict .sentence{font-size:19px;line-height:1.4;font-weight:600}
.verdict h2{margin-top:12px}
ul{margin:4px 0 0;padding-left:20px}
li{margin:2px 0}
.key-figures{display:grid;grid-template-columns:repeat(4,1fr);gap:1px;background:var(--line);border:1px solid var(--line)}
.key-figures div{background:var(--paper);padding:10px 14px;min-width:0}
.key-figures .label{display:block;color:var(--soft);font-size:12px}
.key-figures .value{display:block;font-size:21px;font-weight:600;line-height:1.3;white-space:nowrap}
.key-figures .note{display:block;color:var(--soft);font-size:11.5px}
svg{display:block;width:100%;height:auto}
svg text{font-size:10px;fill:var(--soft)}
.within{fill:${withinColour}}.over{fill:var(--over)}.under{fill:var(--under)}
.legend rect{stroke:var(--line);stroke-width:.5}
.deviations{margin-top:8px}
.deviations .band{fill:#e9edf3}
.deviations .axis line{stroke:var(--line);stroke-width:.8}
.deviations .axis text{text-anchor:end}
.spread{margin-top:18px}
.spread td,.spread th{padding:3px 6px}
.side-by-side{display:grid;grid-template-columns:1.4fr 1fr;gap:28px;align-items:start}
.side-by-side>*{min-width:0}
.map .grids path{stroke:#fff;stroke-width:1.6;stroke-linejoin:round}
.map .districts path{fill:none;stroke:#1d2433;stroke-opacity:.55;stroke-width:1.8;stroke-linejoin:round}
.map .far path{fill:none;stroke:#1d2433;stroke-width:2.6;stroke-linejoin:round}
.map .labels text{font-size:26px;font-weight:600;text-anchor:middle;fill:var(--ink);stroke:#fff;stroke-width:5;paint-order:stroke;stroke-linejoin:round}
.legend{max-width:330px;margin:6px auto 0}
.legend line{stroke:var(--ink);stroke-width:.7}
.legend text{text-anchor:middle;font-size:9px}
.lorenz .frame{fill:none;stroke:var(--line)}
.lorenz .equality{stroke:var(--soft);stroke-width:1;stroke-dasharray:3 3}
.lorenz .equality-name{text-anchor:middle}
.lorenz path{fill:none;stroke-width:2}
${lines.join('')}.lorenz .dashed{stroke-dasharray:5 3}
.lorenz line{stroke-width:2}
.lorenz .mark-x{text-anchor:middle}.lorenz .mark-y{text-anchor:end}
table{border-collapse:collapse;width:100%;font-size:11.5px;margin-top:8px}
th::first-letter,td.text::first-letter,.label::first-letter{text-transform:uppercase}
th,td{padding:4px;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
th{color:var(--soft);font-weight:600;border-bottom:1.5px solid var(--ink);vertical-align:bottom}
td.text,th.text{text-align:left}
td.bar{width:58px;padding:2px 4px}
tr.far td{font-weight:600}
tr.far td.far-over{color:var(--over)}tr.far td.far-under{color:var(--under)}
tr.sum td{border-top:1.5px solid var(--ink);border-bottom:0;font-weight:600}
.row-bar{width:50px}
.row-bar line{stroke:var(--soft);stroke-width:.8}
.agrees{color:var(--good);font-weight:600}.differs{color:var(--bad);font-weight:600}
.method{color:var(--soft);font-size:12px}
.method li{overflow-wrap:anywhere}
footer{margin-top:24px;border-top:1px solid var(--line);padding-top:8px;color:var(--soft);font-size:11px;display:flex;justify-content:space-between}
@media screen and (max-width:640px){body{margin:0;padding:22px 18px}.side-by-side{grid-template-columns:1fr}.key-figures{grid-template-columns:repeat(2,1fr)}}
@media screen{.scroll{overflow-x:auto}}
@page{size:A4;margin:14mm 13mm 15mm}
@page wide{size:A4 landscape}
@media print{
html{background:none}
body{margin:0;padding:0;max-width:none;box-shadow:none;font-size:10.5pt}
section,.keep{break-inside:avoid}
section.long{break-inside:auto}
.wide{page:wide}
table{font-size:8pt}
th,td{padding:3px}
.row-bar{width:44px}
thead{display:table-header-group}
tr{break-inside:avoid}
h2{break-after:avoid}
}`
