package projections

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/desirelines/desirelines/domain"
)

// Relation is a table in the schema desirelines, which other tools read. Its first column is project.
type Relation struct {
	Name    string
	Comment string // in plain words
	Columns []Column
	Key     []string // columns that name a row within all
	Rules   int      // raised where the same entries give other rows than before: all are shown again then
	// Beside is SQL that makes what belongs to the table once it is there, and Drop what takes that away before the table is
	// made anew; both may be empty.
	Beside, Drop string
}

// Column is one column of a relation.
type Column struct{ Name, Type, Comment string }

// Shown is what the relations hold of one project.
type Shown struct {
	Project  string
	Position uint64                     // of the newest entry that was known; an older state never replaces a newer one
	Day      domain.Date                // whose agreements it goes by
	Due      Due                        // why it was made
	Rows     map[string]json.RawMessage // by relation: a JSON array of objects whose keys are columns; one that is absent has no rows
}

// Due is a project whose relations are not what its rows say.
type Due struct {
	Project string
	Known   uint64 // the commit that the relations hold; 0: they were never made
	Commit  uint64 // the commit that last changed its rows
	Build   int    // of the rows
}

// statements are the SQL that makes a relation.
func (r Relation) statements() string {
	var b strings.Builder
	if r.Drop != "" {
		b.WriteString(r.Drop + ";\n")
	}
	fmt.Fprintf(&b, "drop table if exists desirelines.%[1]s;\ncreate table desirelines.%[1]s (", r.Name)
	for _, c := range r.Columns {
		fmt.Fprintf(&b, "%s %s, ", c.Name, c.Type)
	}
	fmt.Fprintf(&b, "primary key (%s));\n", strings.Join(r.Key, ", "))
	fmt.Fprintf(&b, "comment on table desirelines.%s is %s;\n", r.Name, quoted(r.Comment))
	for _, c := range r.Columns {
		fmt.Fprintf(&b, "comment on column desirelines.%s.%s is %s;\n", r.Name, c.Name, quoted(c.Comment))
	}
	if r.Beside != "" {
		b.WriteString(r.Beside + ";\n")
	}
	return b.String()
}

// shapeOf names what relations look like, and after a dot by which rules they are filled.
func shapeOf(relations []Relation) string {
	h, rules := sha256.New(), 0
	for _, r := range relations {
		h.Write([]byte(r.statements()))
		rules += r.Rules
	}
	return hex.EncodeToString(h.Sum(nil)) + "." + strconv.Itoa(rules)
}

// looks is the part of a shape that says what relations look like.
func looks(shape string) string {
	looks, _, _ := strings.Cut(shape, ".")
	return looks
}

// quoted is a text as SQL writes it.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
