// Package language shows the product's screens in other languages. Pages are made in English; Language.Page puts the words of one
// that is ready into the language of who reads it, at the moment of showing. What people wrote, what forms hold, addresses, ids and
// figures come through byte for byte.
//
// The way of a page: tree.go reads its tags without changing a byte, page.go finds the runs of text in it that are ours, run.go parts
// them into sentences, key.go makes of a sentence the English message that messages/*.json know, and say.go writes what they say.
//
// A message is one sentence, or a label, of one block of a page. What changes from page to page has a mark in it:
//
//	{n} {n2}          a number
//	{day} {day2}      a day or a month of a year: "10 July 2025", "July 2025"
//	{words} {words2}  what people wrote, or any element that is not ours to translate
//	<1>…</1>          an element inside the sentence, such as a link
//
// People's words are those in an element with dir="auto", translate="no" or lang, in bdi, q, code and textarea, and those between
// U+2068 and U+2069, see Theirs. An element with translate="yes" inside one of these is ours again. Anything no message is known
// for stays English.
package language
