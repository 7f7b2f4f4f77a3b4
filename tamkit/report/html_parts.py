# ruff: noqa: E501 (markup and CSS are kept on one line)
"""The HTML report's skeleton, the markup of each kind of block, and its style."""

from __future__ import annotations

TEMPLATE = """<!DOCTYPE html>
<html lang="{{ tag }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>{{ doc.title }}</title>
<style>{{ css }}</style>
</head>
<body>
<a class="skip" href="#text">{{ skip }}</a>
{%- if doc.banner %}
<div class="banner" role="note">{{ doc.banner }}</div>
{%- endif %}
<div class="page">
<nav aria-label="{{ contents }}" id="contents">
<h2>{{ contents }}</h2>
<ol>
{%- for section in doc.sections %}
<li><a href="#sec-{{ section.id }}"><span class="no">{{ section.number }}</span> {{ section.title }}</a>
{%- for child in section.blocks if is_section(child) %}{% if loop.first %}
<ol>{% endif %}
<li><a href="#sec-{{ child.id }}"><span class="no">{{ child.number }}</span> {{ child.title }}</a></li>
{%- if loop.last %}
</ol>{% endif %}{% endfor %}</li>
{%- endfor %}
</ol>
</nav>
<main id="text">
<header>
<h1>{{ doc.title }}</h1>
<p class="subtitle">{{ doc.subtitle }}</p>
</header>
{%- for section in doc.sections %}
{{ render(section, 2) }}
{%- endfor %}
</main>
</div>
</body>
</html>
"""

MACROS = """
{%- macro inline(runs) -%}
{%- for run in runs -%}
{%- if run.style == 'strong' -%}<strong>{{ run.text }}</strong>
{%- elif run.style == 'em' -%}<em>{{ run.text }}</em>
{%- elif run.style == 'code' -%}<code>{{ run.text }}</code>
{%- elif run.style == 'ref' -%}<a href="#{{ run.target }}">{{ run.text }}</a>
{%- else -%}{{ run.text }}{%- endif -%}
{%- endfor -%}
{%- endmacro -%}
{%- macro section(node, level) -%}
<section id="sec-{{ node.id }}" aria-labelledby="h-{{ node.id }}">
<h{{ level }} id="h-{{ node.id }}"><span class="no">{{ node.number }}</span> {{ node.title }}</h{{ level }}>
{%- for block in node.blocks %}
{{ render(block, level + 1) }}
{%- endfor %}
</section>
{%- endmacro -%}
{%- macro paragraph(node) -%}<p>{{ inline(node.runs) }}</p>{%- endmacro -%}
{%- macro bullets(node) -%}
{%- set tag = 'ol' if node.ordered else 'ul' -%}
<{{ tag }}>{% for item in node.items %}<li>{{ inline(item.runs) }}</li>{% endfor %}</{{ tag }}>
{%- endmacro -%}
{%- macro note(node) -%}
<aside class="note {{ node.tone }}"><p class="note-title">{{ node.title }}</p>
{%- for block in node.blocks %}{{ render(block, 4) }}{% endfor %}</aside>
{%- endmacro -%}
{%- macro cards(node) -%}
<dl class="cards">{% for title, text in node.items %}<div><dt>{{ title }}</dt><dd>{{ inline(text.runs) }}</dd></div>{% endfor %}</dl>
{%- endmacro -%}
{%- macro code(node) -%}
<div class="code">{% if node.caption %}<p class="code-title">{{ node.caption }}</p>{% endif %}
<pre tabindex="0"><code>{{ node.text }}</code></pre></div>
{%- endmacro -%}
{%- macro figure(node, svg, lang) -%}
<figure id="{{ node.id }}">{{ svg }}
<figcaption><span class="label">{{ node.label }}</span>{{ gap }}{{ node.caption }}</figcaption>
{%- for text in node.notes %}<p class="tablenote">{{ text }}</p>{% endfor %}</figure>
{%- endmacro -%}
{%- macro table(node, notes) -%}
<div class="tablebox{% if node.rows|length <= 14 %} short{% endif %}" id="{{ node.id }}"><div class="scroll" tabindex="0" role="region" aria-label="{{ node.label }} {{ node.caption }}">
<table{% if node.columns|length > 12 %} class="wide"{% endif %}>
<caption><span class="label">{{ node.label }}</span>{{ gap }}{{ node.caption }}</caption>
<thead><tr>{% for column in node.columns %}<th scope="col" class="{{ kind(column) }}">{{ column.title }}</th>{% endfor %}</tr></thead>
<tbody>
{%- for row in node.rows %}
{%- if row.heading %}
<tr class="group"><th scope="colgroup" colspan="{{ node.columns|length }}">{{ row.heading }}</th></tr>
{%- else %}
<tr>{% for column in node.columns %}{% set value = row.cells[loop.index0] -%}
{% if column.stub %}<th scope="row" class="{{ kind(column) }}">{{ show(value, column) }}</th>
{%- else %}<td class="{{ kind(column, value) }}">{{ show(value, column) }}</td>{% endif %}{% endfor %}</tr>
{%- endif %}
{%- endfor %}
</tbody></table></div>
{%- for text in notes %}
<p class="tablenote">{{ inline(text.runs) }}</p>
{%- endfor %}</div>
{%- endmacro -%}
"""

CSS = """
:root{--ink:#1f2933;--muted:#5b6773;--rule:#d5dbe1;--accent:#1b5e7d;--pale:#f4f6f8}
*{box-sizing:border-box}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
body{margin:0;color:var(--ink);background:#fff;line-height:1.65;font:16px/1.65 "Helvetica Neue",Helvetica,Arial,
"PingFang SC","Hiragino Sans GB","Microsoft YaHei","Noto Sans SC","Noto Sans CJK SC","Source Han Sans SC",sans-serif}
.skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;background:#fff;padding:4px 8px;z-index:9}
.banner{position:sticky;top:0;z-index:5;background:#8a3b12;color:#fff;text-align:center;padding:.45em 1em;font-weight:600;font-size:.92rem}
.page{max-width:78rem;margin:0 auto;display:grid;grid-template-columns:15.5rem minmax(0,1fr);gap:2.5rem;padding:0 1.5rem}
nav{position:sticky;top:2.6rem;align-self:start;max-height:calc(100vh - 2.6rem);overflow:auto;padding:1.6rem 0;font-size:.86rem}
nav h2{font-size:.86rem;margin:0 0 .5rem;color:var(--muted);font-weight:600}
nav ol{list-style:none;margin:0;padding:0}nav ol ol{padding-left:1rem}nav li{margin:.2rem 0}
nav a{color:var(--ink);text-decoration:none}nav a:hover{color:var(--accent);text-decoration:underline}
nav .no{color:var(--muted);font-variant-numeric:tabular-nums;margin-right:.25em}
main{padding:1.6rem 0 4rem;min-width:0}
header{border-bottom:2px solid var(--ink);margin-bottom:1.4rem}
h1{font-size:1.85rem;line-height:1.3;margin:.2rem 0 .3rem}.subtitle{color:var(--muted);margin:0 0 1rem}
h2{font-size:1.4rem;margin:2.6rem 0 .8rem;line-height:1.35}h3{font-size:1.13rem;margin:1.9rem 0 .6rem}h4{font-size:1rem}
h2 .no,h3 .no,h4 .no{color:var(--accent);margin-right:.35em;font-variant-numeric:tabular-nums}
section{scroll-margin-top:3rem}.tablebox,figure{scroll-margin-top:3.4rem}
p{margin:.6rem 0}ul,ol{padding-left:1.4rem}main li{margin:.35rem 0}
a{color:var(--accent)}code{font:.9em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.tablebox{margin:1.5rem 0 1.8rem}.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.875rem;line-height:1.42;border-bottom:2px solid var(--ink);font-variant-numeric:tabular-nums}
caption{text-align:left;padding:0 0 .45rem;font-weight:600;font-size:.93rem;caption-side:top}
.label{color:var(--accent);margin-right:.35em}
thead th{border-top:2px solid var(--ink);border-bottom:1px solid var(--ink);font-weight:600;vertical-align:bottom}
th,td{padding:.3rem .55rem;text-align:left;vertical-align:top}
tbody th{font-weight:400}th:first-child,td:first-child{padding-left:.15rem}
.num{text-align:right;white-space:nowrap}td.dec{white-space:nowrap}th.num{text-align:right}thead th.num{white-space:normal}
tr.group th{font-weight:600;padding-top:.6rem}
tbody tr:not(.group):hover{background:var(--pale)}
table.wide{font-size:.72rem}table.wide th,table.wide td{padding:.2rem .3rem}
table.wide tbody th{white-space:nowrap}table.wide th:first-child{position:sticky;left:0;background:#fff}
.good{color:#1f6b3a}.fair{color:#6d5a00}.bad{color:#a3281f;font-weight:600}
.tablenote{font-size:.82rem;color:var(--muted);margin:.35rem 0 0;line-height:1.5}
figure{margin:1.6rem 0 1.9rem;text-align:center}figure svg{max-width:100%;height:auto}
figcaption{font-weight:600;font-size:.93rem;margin-top:.4rem}figure .tablenote{text-align:center}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:.8rem;margin:1.2rem 0}.cards div{background:var(--pale);padding:.6rem .9rem}
.cards dt{font-weight:600;color:var(--accent);font-size:.9rem}.cards dd{margin:.2rem 0 0}
.note{border-left:4px solid var(--accent);background:var(--pale);padding:.6rem 1rem;margin:1.2rem 0}
.note.warning{border-color:#b07a00;background:#fdf7e7}.note.simulated{border-color:#8a3b12;background:#fcf0e9}
.note-title{font-weight:600;margin:0 0 .2rem}.note p{margin:.35rem 0}
.code{margin:1rem 0}.code-title{font-weight:600;font-size:.9rem;margin:0 0 .2rem}
pre{background:var(--pale);padding:.7rem .9rem;overflow-x:auto;line-height:1.45;font-size:.84rem;margin:0}
#hashes td,#provenance td{overflow-wrap:anywhere}
@media(max-width:60rem){.page{display:block;padding:0 1rem}nav{position:static;max-height:none;border-bottom:1px solid var(--rule)}}
@media print{@page{size:A4;margin:18mm 16mm}body{font-size:10pt}.page{display:block;max-width:none;padding:0}
.banner{position:static;color:#8a3b12;background:none;border:1px solid #8a3b12}nav{position:static;max-height:none;break-after:page}
h2,h3{break-after:avoid}figure,.note,.short,tr{break-inside:avoid}.scroll{overflow:visible}thead{display:table-header-group}
table{font-size:8.2pt}table.wide{font-size:5pt}table.wide th,table.wide td{padding:.1rem .12rem}a{color:inherit;text-decoration:none}}
"""
