# A metric of each configuration of a campaign, with its interval: from summary.csv.
#   Rscript settings.R DIR METRIC OUT.png
args <- commandArgs(trailingOnly = TRUE)
summary <- read.csv(file.path(args[1], "summary.csv"))
rows <- summary[summary$metric == args[2] & !is.na(summary$mean), ]
if (nrow(rows) == 0) stop("summary.csv has no such metric: ", args[2])
rows <- rows[order(rows$mean), ]

png(args[3], width = 900, height = 150 + 32 * nrow(rows), res = 110)
par(mar = c(4, max(nchar(rows$configuration)) * 0.5 + 1, 1, 1), las = 1)
range <- range(rows$ci95_lo, rows$ci95_hi, rows$mean, na.rm = TRUE)
plot(rows$mean, seq_len(nrow(rows)), xlim = range, ylim = c(0.5, nrow(rows) + 0.5), pch = 19, col = "#0072b2",
     xlab = args[2], ylab = "", yaxt = "n", bty = "n")
axis(2, at = seq_len(nrow(rows)), labels = rows$configuration, tick = FALSE)
segments(rows$ci95_lo, seq_len(nrow(rows)), rows$ci95_hi, seq_len(nrow(rows)), col = "#0072b2", lwd = 2)
invisible(dev.off())
