/* The style and the script of a report. Colours: contrast of at least 4.5 to 1 (WCAG 2.1 AA) in both schemes. */
#include "sim/report/report.h"

const char report_css[] =
    ":root{--text:#1b1f24;--soft:#57606a;--line:#d0d7de;--back:#fff;--panel:#f6f8fa;--link:#0550ae;--warn:#953800}\n"
    "@media(prefers-color-scheme:dark){:root{--text:#e6edf3;--soft:#9da7b1;--line:#3d444d;--back:#0d1117;--panel:#161b22;--link:#79c0ff;--warn:#ffa657}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0 auto;max-width:75rem;padding:0 1.25rem 4rem;font:16px/1.5 system-ui,sans-serif;color:var(--text);background:var(--back)}\n"
    "h1{font-size:1.75rem;line-height:1.2;margin:2rem 0 .25rem}h2{font-size:1.25rem;margin:2.5rem 0 .75rem;padding-top:.5rem;border-top:1px solid var(--line)}\n"
    "h3{font-size:1rem;margin:1.5rem 0 .5rem}p{margin:.5rem 0}a{color:var(--link);text-decoration:none}a:hover,a:focus{text-decoration:underline}\n"
    ".soft{color:var(--soft)}p,li,h1{overflow-wrap:anywhere}.warn{color:var(--warn)}nav{margin:1rem 0;display:flex;flex-wrap:wrap;gap:.25rem 1rem}\n"
    "pre{background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:.6rem .8rem;overflow-x:auto;margin:.5rem 0;font-size:.875rem;white-space:pre-wrap;overflow-wrap:anywhere}\n"
    "button{font:inherit;color:inherit;background:none;border:0;padding:0;cursor:pointer}\n"
    "button:focus-visible,a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:2px solid var(--link);outline-offset:2px}\n"
    ".copy{float:right;color:var(--link);font-size:.8rem}\n"
    ".scroll{overflow-x:auto;max-height:32rem;overflow-y:auto;border:1px solid var(--line);border-radius:6px}\n"
    "table{border-collapse:collapse;font-size:.85rem;width:100%}th,td{padding:.3rem .6rem;text-align:left;white-space:nowrap;border-bottom:1px solid var(--line)}\n"
    "td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}thead th{position:sticky;top:0;background:var(--panel);font-weight:600}\n"
    "td.t{white-space:normal;min-width:16rem}tr:target td{background:var(--panel);box-shadow:inset 0 0 0 9999px rgba(255,200,0,.18)}\n"
    "th[aria-sort=ascending] button::after{content:' \\2191'}th[aria-sort=descending] button::after{content:' \\2193'}\n"
    "figure{margin:1rem 0;padding:.5rem;background:#fff;border:1px solid var(--line);border-radius:6px}figure img{display:block;width:100%;height:auto}\n"
    "figcaption a{color:#0550ae}figcaption{color:#57606a;font-size:.85rem;padding:.25rem .25rem 0}figure{max-width:62rem}\n"
    "ul.verdicts{padding-left:1.2rem}ul.verdicts li{margin:.3rem 0}summary{cursor:pointer;margin:.75rem 0 .5rem;font-weight:600}\n"
    "@media print{body{max-width:none;font-size:10pt;color:#000;background:#fff}nav,.copy,.screen{display:none}.scroll{max-height:none;overflow:visible;border:0}\n"
    "figure{break-inside:avoid}h2,h3{break-after:avoid}table{font-size:7pt}th,td{white-space:normal;overflow-wrap:anywhere;padding:.1rem .25rem}thead th{position:static}a{color:#000}@page{margin:1.5cm}}\n";

const char report_js[] =
    "document.querySelectorAll('th button').forEach(function(b){b.addEventListener('click',function(){\n"
    " var th=b.parentNode,tr=th.parentNode,body=th.closest('table').tBodies[0],i=[].indexOf.call(tr.children,th);\n"
    " var up=th.getAttribute('aria-sort')!=='ascending';\n"
    " [].forEach.call(tr.children,function(c){c.removeAttribute('aria-sort')});\n"
    " th.setAttribute('aria-sort',up?'ascending':'descending');\n"
    " var key=function(r){return r.children[i].textContent};\n"
    " [].slice.call(body.rows).sort(function(x,y){var a=key(x),b=key(y);\n"
    "  if(a===''||b==='')return a===b?0:a===''?1:-1;\n" /* what is missing stands last, either way */
    "  var n=a-b,c=isNaN(n)?a.localeCompare(b):n;return up?c:-c}).forEach(function(r){body.appendChild(r)})})});\n"
    "document.querySelectorAll('.copy').forEach(function(b){b.addEventListener('click',function(){\n"
    " var t=b.parentNode.querySelector('code').textContent,done=function(){b.textContent='copied'};\n"
    " if(navigator.clipboard)navigator.clipboard.writeText(t).then(done);else{var a=document.createElement('textarea');a.value=t;\n"
    " document.body.appendChild(a);a.select();document.execCommand('copy');a.remove();done()}})});\n"
    "var open=function(){var e=location.hash&&document.getElementById(location.hash.slice(1)),d=e&&e.closest('details');\n"
    " if(d){d.open=true;e.scrollIntoView({block:'center'})}};addEventListener('hashchange',open);open();\n"
    "addEventListener('beforeprint',function(){document.querySelectorAll('details.small').forEach(function(d){d.open=true})});\n";
