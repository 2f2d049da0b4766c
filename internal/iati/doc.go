// Package iati reads IATI activity files, versions 1.05, 2.01, 2.02 and 2.03, one activity at a time, and writes them as 2.03. It
// knows XML and the standard and nothing of what a reader does with the results.
//
// A file is read twice. The first pass takes the whole file through the same parser and the same limits as the second and
// keeps only a few facts, so that a file that is not well-formed is refused before anything of it was handed on. The second
// pass hands on the activities. Neither keeps more than one activity in memory.
//
// What a file says is taken even where the standard does not allow it: an element in the wrong order, a text outside its
// narrative, an element of a later version. Every such place gives a [Problem]; no problem costs anything around it.
//
//	read.go       Read, the two passes
//	model.go      what is handed on: File, Activity, Result, Indicator, Period
//	problem.go    Problem and RefusedError
//	codes.go      words that version 1 used where version 2 uses codes
//	spool.go      standard input through a temporary file
//	source.go     bytes to UTF-8, the bound on one token
//	parser.go     well-formedness, namespaces, depth
//	tree.go       one activity as a small tree, without the parts that are not read
//	schema.go     the rule type; schema1.go, schema2.go: the tables of each version
//	check.go      a tree against its table
//	datatype.go   dates, booleans and the like as XML Schema writes them
//	convert.go    a tree into the model
//	write.go      the model into a file
package iati
