// Package aimed compares what was aimed for with what was achieved. It holds one pure function,
// Compare, which is the rule of the project: every page, chart, table, export and SQL row shows
// what it answers, and no other place computes a sum, a status or a ratio.
//
// It knows no log, no clock and no audience. Whoever calls it hands over one measure with
// everything that was ever stated for it and the day the question is asked on; the same input
// gives the same bytes. Personal words pass through as they are; only a lens opens them.
//
// The files follow the sections of the arithmetic ("section" in a comment means one of these):
//
//	measure.go      what goes in: a measure and what was stated for it      (section 1)
//	question.go     the day asked, which aim to hold it against; Compare    (sections 4, 5)
//	comparison.go   what comes out; json.go writes it                       (section 9)
//	periods.go      which periods there are; nesting.go: which of them count (section 3)
//	outcomes.go     which outcome counts where                              (section 3)
//	actual.go       the actual of a period, mode by mode                    (section 3, the table)
//	overall.go      the overall actual and target; rollup.go: sums           (section 3)
//	sofar.go        ended periods only                                       (section 3)
//	target.go       target and first target; baseline.go: where it started  (sections 3, 5)
//	build.go        figures, status, ratios and sources made one Comparison
//	parts.go        breakdowns and sites beside the whole                   (section 3)
//	status.go       the steps 1 to 7; ratio.go: share and distance          (section 4)
//	judgement.go    what the group says about it                            (section 4)
//	count.go        how an aim is counted from its measures                 (section 4)
//	figure.go       exact figures and how they add up                       (section 2)
//	warnings.go     the warning codes, each with its sentence; rules.go: the rules in words
package aimed
