// Package demo holds the two journeys that the demo command loads.
//
// "working-together" is a true journey, retold in our own words from public documents: roles instead of names,
// and nothing that the documents do not say. Its steps of 2016 and 2017 have no month, so their date is not known
// and the words say the years. The record was written down long after; that is the time its lines carry.
// Its documents are public, so it is shared with everyone.
// "worked-example" is made up and says so. Its figures show every status a measure can have, whatever the day. Most of what it
// tried and learnt is shared with funders and the public, some is not.
//
// The files are made from source/*.jsonl, which hold the entries as record --file takes them. To change a journey:
// edit its source, run go generate ./internal/demo, and commit both. An entry names another one by its command id.
//
// What the documents tell and this program cannot record yet is left out, not pressed into another kind:
//
//   - comes with prompts: what needs to continue, start and stop (July 2019)
//   - comes with themes and calls: the themes and their clustering, the 14 calls to action, the ways forward
//   - comes with tasks: what each promised at the end of that day. Whether the promises were kept nobody recorded: that is one look-back, due
//     at the end of the twelve months that the day asked about, and open
//   - comes with meetings: meetings with their format and who was there; the sessions are stages for now
//   - comes with consent to recordings: the interviews with those who agreed, and their three questions
//   - comes with audiences: the register of interest, which stayed open
//
// Left out because the documents do not say it: the first of the three sessions, what each note under a heading
// said, how many notes had only a mark, how many could not be read, which step was a turning point, and how far
// people judged the aim achieved. What an outcome changed is said of two alone, whose words in the documents say it: the relationships
// between people with lived experience and decision makers, and the invitations and the support in one borough.
//
// What was said in March 2019 is given as notes on that session without a heading, because which heading each one
// belongs to is not known; they may be among the notes that are counted by heading. Each heading states the number that the record
// gives it, where it gives one; what is listed below it is one entry that stands for so many notes, with a gap in place of their words.
// Under "Engaged" the heading says 6 and 7 notes are listed: both stand.
package demo
