package iati

import "strings"

// ResultType gives the code of version 2 for a result type written as a word in version 1: output 1, outcome 2, impact 3,
// other 9. Anything else comes back as it is.
func ResultType(s string) string {
	return code(s, "output", "1", "outcome", "2", "impact", "3", "other", "9")
}

// Measure gives the code of version 2 for a measure written as a word: unit 1, percentage 2. Anything else comes back as it is.
func Measure(s string) string { return code(s, "unit", "1", "percentage", "2") }

// DateType gives the code of version 2 for an activity date type of version 1: start-planned 1, start-actual 2, end-planned 3,
// end-actual 4. Anything else comes back as it is.
func DateType(s string) string {
	return code(s, "start-planned", "1", "start-actual", "2", "end-planned", "3", "end-actual", "4")
}

// Role gives the code of version 2 for a role written as a word in version 1: funding 1, accountable 2, extending 3,
// implementing 4. Anything else comes back as it is.
func Role(s string) string {
	return code(s, "funding", "1", "accountable", "2", "extending", "3", "implementing", "4")
}

// code looks s up among pairs of word and code, whatever its case.
func code(s string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		if strings.EqualFold(strings.TrimSpace(s), pairs[i]) {
			return pairs[i+1]
		}
	}
	return s
}
