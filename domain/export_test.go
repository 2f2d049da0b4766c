package domain

import "reflect"

// PersonalFields is how many fields of a body are sealed.
func PersonalFields(b Body) int { return len(plans[reflect.TypeOf(b)].fields) }
