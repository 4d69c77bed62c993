#!/bin/sh
# vnetsim report: one file without any load from elsewhere, whose links lead somewhere; names are text, never markup; the same
# bytes twice. VNETSIM_LONG: in headless Chromium it sorts by a click, fits a phone, and prints.
set -u
cd "$(dirname "$0")/../.."
. tests/app/ok.sh
PATH=/usr/bin:$PATH
short="--set simulation.duration=4s --set simulation.warmup=1s"
cat >"$dir/check.py" <<'END'
"""One HTML file: nothing is loaded, ids are unique, every #link has its id, tags are balanced."""
import html.parser, sys

VOID = {"meta", "img", "br", "link", "input", "hr"}

class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.ids, self.links, self.open, self.rows = [], [], [], 0
    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        assert tag not in ("link", "iframe", "object", "embed"), tag
        assert not (tag == "script" and "src" in attrs)
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if tag == "a":
            self.links.append(attrs["href"])
        if tag == "img":
            assert attrs["src"].startswith("data:image/svg+xml;base64,") and attrs["alt"], attrs
        self.rows += tag == "tr"
        if tag not in VOID:
            self.open.append(tag)
    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, (tag, self.getpos())

text = open(sys.argv[1], encoding="utf-8").read()
page = Page()
page.feed(text)
page.close()
assert not page.open, page.open
assert len(page.ids) == len(set(page.ids)), "ids"
for link in page.links:
    assert not link.startswith("#") or link[1:] in page.ids, link
    assert "//" not in link, link
style = text[text.index("<style>"):text.index("</style>")]
assert "url(" not in style and "@import" not in style
assert page.rows > 10 and len(page.links) > 10
END

# shellcheck disable=SC2086
{
  ok "a run" exits 0 "$VNETSIM" run scenarios/westus-northeurope.yaml $short -o "$dir/run"
  ok "a campaign" exits 0 "$VNETSIM" batch scenarios/studies/region-pairs.yaml $short -o "$dir/campaign"
}
ok "compared" exits 0 "$VNETSIM" compare "$dir/campaign"
for what in run campaign; do
  ok "a report of a $what" exits 0 "$VNETSIM" report "$dir/$what"
  ok "is one file in order" python3 "$dir/check.py" "$dir/$what/report.html"
  cp "$dir/$what/report.html" "$dir/once.html"
  ok "again" exits 0 "$VNETSIM" report "$dir/$what"
  ok "the same bytes" cmp "$dir/$what/report.html" "$dir/once.html"
  ok "it has pictures" grep -q 'data:image/svg+xml;base64,' "$dir/$what/report.html"
done
ok "verdicts of compare" grep -q 'faster in the median round trip' "$dir/campaign/report.html"
ok "what holds each traffic entry back" sh -c "grep -c '^<li>[a-z]*: .*\(held back by\|nothing holds it back\).*href=\"#limits\"' '$dir/run/report.html' | grep -q '^[1-9]'"
ok "scenario.yaml makes the run again" sh -c "'$VNETSIM' run '$dir/run/scenario.yaml' -o '$dir/again' >/dev/null && cmp '$dir/run/flows.csv' '$dir/again/flows.csv' && cmp '$dir/run/histogram.csv' '$dir/again/histogram.csv'"
ok "without the keys" sh -c "! grep -q 'shared_key: .*example' '$dir/run/scenario.yaml' && grep -q 'shared_key: .*key-1' '$dir/run/scenario.yaml'"

# what a scenario may hold and a page must not: a subscription is free text
sed 's|subscription: contoso-web|subscription: "<script>alert(1)</script>\&\\"x"|' scenarios/westus-northeurope.yaml >"$dir/hostile.yaml"
# shellcheck disable=SC2086
ok "a hostile name" exits 0 "$VNETSIM" run "$dir/hostile.yaml" $short -o "$dir/hostile"
ok "its report" exits 0 "$VNETSIM" report "$dir/hostile" --no-plots -o "$dir/hostile.html"
ok "is in order" python3 "$dir/check.py" "$dir/hostile.html"
ok "the name is text" grep -q '&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;x' "$dir/hostile.html"
ok "and no markup" sh -c "! grep -q '<script>alert' '$dir/hostile.html'"
ok "no folder of results: exit 5" exits 5 "$VNETSIM" report "$dir"
ok "no folder: exit 5" exits 5 "$VNETSIM" report "$dir/none"
ok "two folders: exit 2" exits 2 "$VNETSIM" report "$dir/run" "$dir/campaign"

if [ -n "${VNETSIM_LONG-}" ]; then
  browser() { timeout 120 chromium --headless=new --no-sandbox --disable-gpu --user-data-dir="$dir/chromium" "$@" 2>/dev/null; }
  for what in run campaign; do
    # a script of the test goes into the page: it clicks, measures, and leaves what it saw in the title
    sed 's|</body>|<script>addEventListener("load",function(){var d=document.querySelector("details");d.open=true;var b=d.querySelector("th.n button")\|\|d.querySelector("th button");var th=b.parentNode,i=[].indexOf.call(th.parentNode.children,th);var col=function(){return [].map.call(d.querySelector("tbody").rows,function(r){return r.children[i].textContent}).filter(function(x){return x!==""}).map(Number)};b.click();var up=col(),ok=up.every(function(v,k){return !k\|\|up[k-1]<=v})\&\&th.getAttribute("aria-sort")==="ascending";b.focus();b.click();var down=col();ok=ok\&\&down.every(function(v,k){return !k\|\|down[k-1]>=v})\&\&th.getAttribute("aria-sort")==="descending";var e=document.documentElement;document.title=(ok?"sorted":"unsorted")+" "+(e.scrollWidth<=e.clientWidth?"fits":"overflows "+e.scrollWidth)+" "+[].every.call(document.images,function(m){return m.decode})})</script></body>|' \
      "$dir/$what/report.html" >"$dir/$what/test.html"
    for width in 1280 390; do
      browser --window-size=$width,900 --dump-dom "file://$dir/$what/test.html" >"$dir/dom"
      ok "Chromium, $what, $width pixels: sorts by a click, fits" grep -q '<title>sorted fits' "$dir/dom"
      grep -o '<title>[^<]*' "$dir/dom" | head -n 1
    done
    browser --print-to-pdf="$dir/$what.pdf" --no-pdf-header-footer "file://$dir/$what/report.html"
    ok "Chromium, $what: prints" sh -c "head -c 4 '$dir/$what.pdf' | grep -q '%PDF' && grep -ac '/Type */Page\b' '$dir/$what.pdf' | awk '{ exit !(\$1 >= 2) }'"
  done
fi
finish
