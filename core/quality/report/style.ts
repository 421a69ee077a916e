import { html } from './html.ts';

/**
 * Light, dark and on paper. Colours come with a sign, a word or another form, never alone.
 * Within pictures a rule names one class only: what `use` shows again does not know what it stands in.
 */
export const STYLE = html`<style>
:root{color-scheme:light dark;--page:#f4f5f7;--card:#fff;--text:#1c2733;--soft:#5b6876;--line:#d9dee4;--was:#b4bfcb;--was-line:#6d7c8c;--now:#0b5cad;--bad:#a61b29;--warn:#8a5a00;--good:#146c43}
@media(prefers-color-scheme:dark){:root{--page:#12171d;--card:#1b222a;--text:#e6ebf0;--soft:#a3afbb;--line:#36414c;--was:#4d5a67;--was-line:#94a3b1;--now:#6cb6ff;--bad:#ff8a8f;--warn:#f0c05a;--good:#6fd3a0}}
@media print{:root{color-scheme:light;--page:#fff;--card:#fff;--text:#000;--soft:#444;--line:#bbb;--was:#b4bfcb;--was-line:#6d7c8c;--now:#0b5cad;--bad:#a61b29;--warn:#8a5a00;--good:#146c43}}
*{box-sizing:border-box}
body{margin:0 auto;padding:16px;max-width:1040px;background:var(--page);color:var(--text);font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif;overflow-wrap:anywhere}
h1{margin:0 0 4px;font-size:1.5em;line-height:1.25}
h2{margin:32px 0 8px;font-size:1.25em}
h3{margin:0 0 8px;font-size:1em}
p,ul{margin:0 0 8px}
ul{padding-left:20px}
a{color:var(--now)}
header,article{padding:16px;background:var(--card);border:1px solid var(--line);border-radius:4px}
article{margin-bottom:12px}
header.bad,article.bad{border-left:5px solid var(--bad)}
header.good{border-left:5px solid var(--good)}
header.unknown{border-left:5px solid var(--soft)}
header.bad h1{color:var(--bad)}
header.good h1{color:var(--good)}
header dl{margin:12px 0;font-size:.875em}
header dl div{display:flex;gap:8px}
header dt{flex:0 0 80px;color:var(--soft)}
dd{margin:0}
.terms dt{font-weight:600}
.terms dd{margin:0 0 8px}
.badge{display:inline-block;padding:0 8px;border:1px solid;border-radius:10px;font-size:.8em;font-weight:400;white-space:nowrap}
.badge.bad{color:var(--bad)}
.badge.warn{color:var(--warn)}
.badge.good{color:var(--good)}
.badge.unknown,.small,figcaption{color:var(--soft)}
.small,figcaption{font-size:.875em}
.card{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(300px,100%),1fr));gap:8px 32px;align-items:start}
figure{margin:0 0 8px;max-width:440px}
figure>svg{display:block;width:100%;height:auto;fill:var(--text);font:10px/1 system-ui,-apple-system,'Segoe UI',sans-serif}
.name{font-size:11px}
.end{text-anchor:end;fill:var(--soft)}
.middle{text-anchor:middle;fill:var(--soft)}
.grid{stroke:var(--line);fill:none}
.baseline{fill:var(--was);stroke:var(--was-line)}
.batch{fill:none;stroke:var(--now);stroke-width:2}
.mark{fill:none;stroke:var(--text);stroke-width:1.2}
table{width:100%;border-collapse:collapse;font-size:.8125em;font-variant-numeric:tabular-nums}
th,td{padding:2px 0 2px 12px;border-bottom:1px solid var(--line);text-align:right;vertical-align:top}
th{font-weight:600}
tbody th{padding-left:0;font-weight:400;color:var(--soft);text-align:left}
.wide{table-layout:fixed}
.wide th,.wide td{text-align:left}
.wide .badge{white-space:normal}
.wide th:first-child{padding-left:0}
@page{margin:12mm}
@media print{body{max-width:none;padding:0;font-size:12px}article{break-inside:avoid}h2{break-after:avoid}.card{grid-template-columns:1fr 1fr}table{line-height:1.2}body{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
</style>`;
