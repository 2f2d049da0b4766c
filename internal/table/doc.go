// Package table reads the sheets that people keep results in: CSV and XLSX become rows of cells, and a map says which of
// their headings is which of our columns. It also gives refused rows back in the sheet they came in. It knows what stands
// where and never what it means: a number that could be read two ways is still text here.
//
//	columns.go   THE list of columns of a results table, and that of a journal
//	table.go     Reader, Row, Cell: what CSV and XLSX have in common
//	csv.go       CSV; encoding.go: which letters it is written in
//	xlsx.go      a workbook: what is refused, which sheet; sheet.go its cells; styles.go what shows a date or a share
//	heading.go   headings and maps: which cell of a row is which column
//	returned.go  refused rows in the user's own sheet, returned_xlsx.go in the user's own workbook
//
// Nothing here takes more memory than a row, the texts that the cells of a workbook share, and the limits at their places.
package table
