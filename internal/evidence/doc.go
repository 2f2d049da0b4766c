// Package evidence takes in files that show something (a photo, a recording, a document) and seals them.
//
// What comes in is bytes and the name they had; what a file is, is decided by what is in it and never by what somebody says it is. What
// goes out is what is kept of it: a photo is drawn anew, upright, smaller and without whatever the camera wrote beside it (place, time,
// owner), with a small picture of it; everything else stays as it is. Seal encrypts that with a key of its own, which belongs into the
// event as a personal field: where the key is gone, so is the file.
//
// What it refuses, with a sentence that says what is taken: everything not on the list in kinds.go, above all what a browser would run (SVG,
// HTML) or a computer (programs, macros); files that are not whole, that hold other files, or that grow beyond their limits when opened.
// It does not look for viruses, and it does not take names of authors out of documents and recordings.
package evidence
