#!/usr/bin/env python3
"""Where one packet's milliseconds go, on average, a bar a traffic entry: from flows.csv of a run.

    split.py DIR OUT.png
"""
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import pandas as pd

folder, out = sys.argv[1:]
flows = pd.read_csv(f"{folder}/flows.csv")

# Means of flows, weighted by the packets that arrived: so they are means over packets.
parts = ["propagation_ms", "transmission_ms", "queueing_ms", "gateway_ms"]
received = flows["packets_received"]
split = flows[parts].mul(received, axis=0).groupby(flows["traffic"]).sum().div(received.groupby(flows["traffic"]).sum(), axis=0)

axes = split.plot.barh(stacked=True, figsize=(9, 1.5 + 0.5 * len(split)), color=["#0072b2", "#e69f00", "#cc79a7", "#009e73"], width=0.6)
axes.set_xlabel("one-way delay, ms (mean)")
axes.set_ylabel("")
axes.legend([p.removesuffix("_ms") for p in parts], ncol=4, frameon=False, loc="lower center", bbox_to_anchor=(0.5, 1))
axes.spines[["top", "right"]].set_visible(False)
plt.tight_layout()
plt.savefig(out, dpi=120)
