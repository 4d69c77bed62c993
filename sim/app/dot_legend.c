#include <string.h>

#include "sim/app/dot_parts.h"
#include "sim/base/arena.h"
#include "sim/report/html.h"

enum { LINE_MAX = 90, TRAFFIC_MAX = 30 };

/* A text as rows of at most LINE_MAX letters, broken between words. */
static void write_rows(FILE *out, const char *text, struct arena *arena)
{
    while (*text != '\0') {
        size_t n = strlen(text);
        if (n > LINE_MAX) {
            n = LINE_MAX;
            while (n > 0 && text[n] != ' ') {
                n--;
            }
            n = n > 0 ? n : strcspn(text, " ");
        }
        (void)fputs("<tr><td align=\"left\"><font color=\"" DOT_GREY "\">", out);
        html_text(out, arena_strndup(arena, text, n));
        (void)fputs("</font></td></tr>", out);
        text += n;
        text += strspn(text, " \n");
    }
}

void dot_title(const struct topo *t, struct arena *arena, FILE *out)
{
    if (t->name == NULL) {
        return;
    }
    (void)fputs("  labelloc=t; labeljust=l; label=<<table border=\"0\" cellborder=\"0\" "
                "cellspacing=\"0\" cellpadding=\"2\">"
                "<tr><td align=\"left\"><font point-size=\"15\"><b>",
                out);
    html_text(out, t->name);
    (void)fputs("</b></font></td></tr>", out);
    if (t->description != NULL) {
        write_rows(out, t->description, arena);
    }
    (void)fputs("</table>>;\n", out);
}

/* The entries that the numbers beside arrows stand for. */
static void write_traffic(const struct topo *t, FILE *out)
{
    for (size_t i = 0; i < t->n_traffic && i < TRAFFIC_MAX; i++) {
        const struct topo_traffic *x = &t->traffic[i];
        (void)fprintf(out, "<tr><td align=\"right\">%zu</td><td align=\"left\">", i + 1);
        html_text(out, x->r.name);
        (void)fputs(": ", out);
        html_text(out, x->from->r.name);
        (void)fputs(" → ", out);
        html_text(out, x->to->r.name);
        (void)fputs("</td></tr>", out);
    }
    if (t->n_traffic > TRAFFIC_MAX) {
        (void)fprintf(out, "<tr><td></td><td align=\"left\">and %zu more</td></tr>",
                      t->n_traffic - TRAFFIC_MAX);
    }
}

/* The label of an invisible cluster around everything: the one place that nothing is drawn into. */
void dot_legend(const struct dot_picture *p)
{
    static const struct {
        const char *line, *text;
    } kinds[DOT_KINDS] = {
        [DOT_TUNNEL] = {"═════", "VPN tunnel between gateways, up"},
        [DOT_WRONG_RANGE] =
            {"═════",
             "tunnel that is up, and an end that routes other ranges than the other side has"},
        [DOT_TUNNEL_DOWN] = {"╌ ╌ ╌", "tunnel that is down, and why"},
        [DOT_PEERING] = {"─────", "peering"},
        [DOT_PEERING_DOWN] = {"╌ ╌ ╌", "peering that carries nothing, and why"},
        [DOT_NAT] = {"NAT", "a network's own addresses ↔ what the other side calls them; → many "
                            "behind few: only they begin"},
        [DOT_TRAFFIC] = {"┈┈┈▸", "traffic"},
    };
    FILE *out = p->out;
    (void)fputs("    labelloc=b; labeljust=l; label=<<table border=\"0\" cellborder=\"0\" "
                "cellspacing=\"0\" cellpadding=\"1\">",
                out);
    for (size_t i = 0; i < DOT_KINDS; i++) {
        if (p->shown[i]) {
            (void)fprintf(
                out,
                "<tr><td align=\"right\"><font color=\"%s\">%s</font></td><td align=\"left\">%s",
                dot_colour[i], kinds[i].line, kinds[i].text);
            if (p->common[i] != NULL) {
                (void)fputs("; where nothing else is said: ", out);
                html_text(out, p->common[i]);
            }
            (void)fputs("</td></tr>", out);
        }
    }
    if (p->shown[DOT_TRAFFIC]) {
        write_traffic(p->t, out);
    }
    if (p->t->n_networks > DOT_WHOLE_MAX) {
        (void)fputs("<tr><td></td><td align=\"left\">of so many networks subnets and machines are "
                    "left out</td></tr>",
                    out);
    }
    (void)fputs("<tr><td></td><td></td></tr></table>>;\n", out);
}
