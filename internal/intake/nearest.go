package intake

import "strings"

// nearest returns the names closest to word, all that are equally close, where a slip of the finger or a
// missing part explains the difference; nil where nothing is close.
func nearest(word string, names []string) []string {
	word = strings.ToLower(word)
	best := 1 + len(word)/4
	var near []string
	for _, n := range names {
		d := distance(word, n)
		if len(word) >= 3 && (strings.HasPrefix(n, word) || strings.HasSuffix(n, "_"+word) || strings.HasSuffix(n, "."+word)) || len(n) >= 5 && strings.HasPrefix(word, n) {
			d = 1
		}
		switch {
		case d < best:
			best, near = d, []string{n}
		case d == best:
			near = append(near, n)
		}
	}
	return near
}

// distance counts the letters to change, add, leave out or swap with their neighbour to make a into b.
func distance(a, b string) int {
	before, above := []int(nil), make([]int, len(b)+1)
	for j := range above {
		above[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, above = above, row
	}
	return above[len(b)]
}
