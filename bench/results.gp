# SPDX-License-Identifier: MIT
#
# Draws the picture of the results, for scripts/bench, which sets data, picture
# and unit.

set terminal svg size 960,480 font "sans-serif,13" background "white"
set output picture
set title "What a packet costs beyond the same path with no firewall"
set ylabel unit
set style data histograms
set style histogram clustered gap 1
set style fill solid 0.9 noborder
set boxwidth 0.9
set key outside top center horizontal reverse Left noenhanced
set xtics noenhanced rotate by -20 scale 0
set grid ytics linecolor rgb "#dddddd"
set border 3 linecolor rgb "#888888"
set tics nomirror
set datafile separator "\t" missing "-"
set yrange [0:*]
set bmargin 6

plot data using 2:xtic(1) title columnheader(2) linecolor rgb "#bbbbbb", \
	'' using 3 title columnheader(3) linecolor rgb "#1b7837", \
	'' using 4 title columnheader(4) linecolor rgb "#762a83", \
	'' using 5 title columnheader(5) linecolor rgb "#e08214", \
	'' using 6 title columnheader(6) linecolor rgb "#4393c3"
