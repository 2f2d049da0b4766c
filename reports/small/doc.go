// Package small keeps small numbers of people from leaving the group. It is arithmetic only: it knows no rows, no log, no clock and
// no audience, and its answer does not depend on the order in which anything is handed over.
//
// What it holds, as one promise: nobody who is shown the figures, knows the rule and this program, and adds and subtracts as they
// like, learns a number of people below the rule's smallest to within 2.
//
//	rule.go       the rule of an audience: below which number a count is withheld, to what others are rounded
//	table.go      counts with the sums between them; Protect answers which are shown
//	knowledge.go  what the figures that were shown say about the true counts, over all releases
//	system.go     how far a count can still move within all of that (a small exact simplex)
//	suppress.go   withholds more until nothing small can be worked out
//	release.go    figures leave as releases; a figure stays until it is far enough from the one that was told
//	measure.go    the counts behind the figures of one measure, and the figures with the protected counts in their place
//	entry.go      the numbers of people that a single entry states
package small
