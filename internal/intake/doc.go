// Package intake turns what people and scripts type into a domain.Command: one JSON object a line, or the
// flags of one kind. Both go the same way, because flags become the object first. It checks form only: that
// every field exists, stands once and has the right type. Whether the entry makes sense in its project is
// decided by domain.Decide.
//
// A line:
//
//	{"kind":"surprise","project":"P","what":"…","happened":"2019-03","as":"<UUID>","sharing":["group"]}
//
// kind is a whole or a short name. Fields that every kind has: project, happened, actor (or as), knowing, taken,
// sharing, cause, command. All others are the fields of the kind's body by their JSON names; a dash may stand
// for an underscore, so that a field is written as its flag. Where a body has a field that every kind has too
// (happened of a correction), the body's is meant. null counts as left out.
package intake
