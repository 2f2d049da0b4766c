package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"

	"github.com/spf13/cobra"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/intake"
	"github.com/desirelines/desirelines/projections"
)

// correctFlag adds --set to the command that records a correction: only what was wrong has to be said.
func correctFlag(cmd *cobra.Command) *[]string {
	return cmd.Flags().StringArray("set", nil, "what it should have said, as field=value; may be given again")
}

// correction turns what was given for a correction into the whole body that takes the place of the entry's: the entry
// as it stands, with the fields of set changed. Its words are opened with o, since a correction is sealed anew; those that were
// erased are left out.
func correction(v projections.View, o domain.Opener, given map[string][]string, set []string) (domain.Command, error) {
	id := first(given["entry"])
	row, ok := v.Entry(id)
	if !ok {
		return domain.Command{}, &domain.Error{Kind: domain.Invalid, Message: "there is no such entry", Value: id, Want: "give the number or the id of an entry of this project"}
	}
	raw, err := json.Marshal(domain.OpenBody(row.Body, o))
	if err != nil {
		return domain.Command{}, fmt.Errorf("entry %s: %w", id, err)
	}
	with := map[string]any{}
	if err := json.Unmarshal(raw, &with); err != nil {
		return domain.Command{}, fmt.Errorf("entry %s: %w", id, err)
	}
	maps.DeleteFunc(with, func(_ string, value any) bool { return isErased(value) })
	for _, s := range set {
		field, value, ok := strings.Cut(s, "=")
		if !ok {
			return domain.Command{}, &domain.Error{Kind: domain.Invalid, Message: "this does not say which field is set", Value: s, Want: "write field=value, such as value=8"}
		}
		with[strings.ReplaceAll(field, "-", "_")] = value
	}
	with["kind"] = row.Kind
	line := map[string]any{"kind": "entry.corrected", "with": with}
	for field, values := range given {
		line[strings.ReplaceAll(field, "-", "_")] = first(values)
	}
	if sharing := given["sharing"]; len(sharing) > 0 {
		line["sharing"] = sharing
	}
	if raw, err = json.Marshal(line); err != nil {
		return domain.Command{}, fmt.Errorf("correction: %w", err)
	}
	return intake.Line(raw)
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

// isErased says whether a value in JSON is a text that was taken out of sight.
func isErased(value any) bool {
	object, ok := value.(map[string]any)
	return ok && object["key"] == ""
}
