// Package exports writes what an audience may see of projects in the formats of others: IATI, spreadsheets, and all of them in one file.
// What may be seen was decided in reports; nothing here opens a field, asks for a row or knows who looks.
//
//	take.go    one project in any of the formats, for who takes it away
//	report.go  a whole report in any of its formats
//	iati.go    projects as an IATI file
//	xlsx.go    tables as a workbook
//	zip.go     many files as one
//	whole.go   a project whole: its tables, its events, its IATI file
package exports
