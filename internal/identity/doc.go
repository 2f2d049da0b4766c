// Package identity knows who somebody is, and nothing else about them: random ids, public keys and hashes in one
// file of its own, or in a PostgreSQL database that replicas share. Names are sealed in the log; what a person may
// do comes from the log's rows and is asked for through a function. Nothing here makes pages or events.
//
// A person comes in by a card given face to face (Cards), which is used once. They come back by a passkey
// (Passkeys), by six words (Words), by a kept card and a PIN (KeptCards) or by their organisation (Organisations);
// staff only by the first and the last. Who is in has a session (Sessions). Who has lost everything is let in again
// by two facilitators (Recoveries). A paper code proves that somebody wrote an anonymous entry (Claims); a link shows
// one release to somebody without an account (Links). Forget removes a person from all of it, and from the file or
// the table.
//
// What is secret is kept as a hash: SHA-256 for tokens drawn here of 128 bits and more, Argon2id for the rest. Every
// secret given is paced (Pace), and two at most are hashed at a time: guessing is slow and nobody is ever locked out.
// A wrong, used, expired or withdrawn secret is answered with one and the same sentence.
//
// The pace, and the two at a time, are kept by each replica for itself: with three of them secrets are tried three
// times as fast, which is no gain for who guesses 53 bits and more. All else is one for all replicas: what is used once
// is used once, and what was ended is ended.
//
//	identity.go  options, Open, Close, Sweep     store.go    the database and its records
//	account.go   accounts, forgetting a person   secret.go   codes and tokens      hash.go  Argon2id, two at a time
//	card.go      join cards                      qr.go       a QR code as SVG      pace.go  slow, never locked out
//	passkey.go   words.go   keptcard.go   organisation.go    ways to come back     pending.go  what waits between the halves of a ceremony
//	session.go   sessions   sessionstore.go  where scs keeps them                  recovery.go   claim.go   link.go
//
// All methods may be called concurrently. Errors are domain errors whose sentences may be shown to the person.
package identity
