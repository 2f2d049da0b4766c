package reports

// oneWords are units as they stand behind 1. They are common ones: what is not here stays as the group wrote it.
var oneWords = [...]plainWords{
	{"people", "person"}, {"persons", "person"}, {"adults", "adult"}, {"children", "child"}, {"women", "woman"}, {"men", "man"},
	{"neighbours", "neighbour"}, {"volunteers", "volunteer"}, {"members", "member"}, {"visitors", "visitor"}, {"mentors", "mentor"},
	{"families", "family"}, {"households", "household"}, {"homes", "home"}, {"houses", "house"}, {"groups", "group"},
	{"schools", "school"}, {"services", "service"}, {"organisations", "organisation"}, {"projects", "project"}, {"places", "place"},
	{"minutes", "minute"}, {"hours", "hour"}, {"days", "day"}, {"nights", "night"}, {"weeks", "week"}, {"months", "month"},
	{"years", "year"}, {"times", "time"}, {"meals", "meal"}, {"plates", "plate"}, {"boxes", "box"}, {"bags", "bag"},
	{"meetings", "meeting"}, {"sessions", "session"}, {"visits", "visit"}, {"walks", "walk"}, {"talks", "talk"}, {"events", "event"},
	{"workshops", "workshop"}, {"courses", "course"}, {"classes", "class"}, {"calls", "call"}, {"letters", "letter"},
	{"trees", "tree"}, {"beds", "bed"}, {"gardens", "garden"}, {"steps", "step"}, {"points", "point"}, {"things", "thing"},
	{"pounds", "pound"}, {"euros", "euro"}, {"dollars", "dollar"}, {"pence", "penny"}, {"cents", "cent"}, {"tonnes", "tonne"},
	{"litres", "litre"}, {"miles", "mile"},
}
