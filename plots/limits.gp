# What held the flows of each traffic entry back: shares of their time, one word beside the other.
# Draws limits.data.csv (traffic, word, time_frac, goodput_mbps_a_flow, flows, entries_in_run).

DATA = ARG1
OUT = ARG2
SCENARIO = ARG3
HERE = ARG0[1:strlen(ARG0) - strlen("limits.gp")]
load HERE."csv.gp"
group_key(x) = strcol("traffic")
load HERE."groups.gp"
ROWS = GROUPS
WORDS = ""
longest = 0
longest_word = 0
all_entries = 0
word_put(s) = (WORDS = strstrt(WORDS." ", " ".s." ") > 0 ? WORDS : WORDS." ".s, 1)
longer(n, m) = n > m ? n : m
stats DATA using (word_put(strcol("word")), longest_word = longer(strlen(strcol("word")), longest_word), \
    longest = longer(strlen(strcol("traffic")), longest), \
    all_entries = int(column("entries_in_run")), 1) nooutput
WORDS_N = words(WORDS)
word_index(s) = words(WORDS[1:strstrt(WORDS." ", " ".s." ")]) + 1

# A word begins where the one before it ended: rows of an entry follow one another.
entry_row(x) = sum [g = 1:ROWS] (x >= GROUP_FROM[g] && x <= GROUP_TO[g] ? g : 0)
ended = 0
begin(x) = (started = GROUP_FROM[entry_row(x)] == x ? 0 : ended, ended = started + column("time_frac"), started)
array BEGINS[GROUP_TO[ROWS] + 1]
stats DATA using (BEGINS[int($0) + 1] = begin(int($0)), 1) nooutput

load HERE."style.gp"
abreast(x) = int((WIDTH - 26) / (name_pixels(longest_word) + 60)) # with the sample and a gap
fits(x) = abreast(x) < 1 ? 1 : abreast(x) < 3 ? abreast(x) : 3
LEGEND_COLUMNS = WORDS_N < fits(0) ? WORDS_N : fits(0)
HEIGHT = 134 + 36 * ROWS + legend_pixels(WORDS_N)
load HERE."style.gp"
LEGEND_COLUMNS = WORDS_N < fits(0) ? WORDS_N : fits(0)
TOP = 56
LEFT = name_pixels(longest)
RIGHT = 230
BOTTOM = BOTTOM + legend_pixels(WORDS_N)
set label 9001 heading("What holds the traffic back") \
    .(ROWS < all_entries ? sprintf(" (%d entries of %d)", ROWS, all_entries) : "")
set multiplot
load HERE."bars.gp"
set ytics ()
do for [g = 1:ROWS] { set ytics add (tick(GROUP_NAME[g]) -g) }
set xrange [0:1]
set xtics 0.25
set format x "%.2f"
set xlabel "share of the flows' time (beside it: their mean goodput)" textcolor rgb INK

plot for [c = 1:WORDS_N] DATA \
    using (0):(word_index(strcol("word")) == c ? -entry_row(int($0)) : NaN):(BEGINS[int($0) + 1]):(BEGINS[int($0) + 1] + column("time_frac")) \
        :(-entry_row(int($0)) - 0.34):(-entry_row(int($0)) + 0.34) \
    with boxxyerror lc rgb colour(c), \
    DATA using (1):(GROUP_FROM[entry_row(int($0))] == int($0) ? -entry_row(int($0)) : NaN) \
        :(int(column("flows")) == 1 ? sprintf("%s Mbps", short(column("goodput_mbps_a_flow"))) \
          : sprintf("%d flows of %s Mbps", int(column("flows")), short(column("goodput_mbps_a_flow")))) \
    with labels left offset character 0.6, 0 tc rgb INK
LEGEND_N = WORDS_N
LEGEND_FROM = 1
LEGEND_BOXES = 1
LEGEND_TOP = legend_height(WORDS_N)
legend_text(i) = arrow(word(WORDS, i))
load HERE."legend.gp"
unset multiplot
