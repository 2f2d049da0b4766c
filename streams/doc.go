// Package streams is the log: what happened, in order, for ever.
//
// It holds one JetStream stream, EVENTS, with one subject for each project. A message is a commit:
// the events of one command, or of the commands of one project that waited together, stored whole
// or not at all and on the disk before anybody is told "saved". The server runs inside this process
// on a folder that belongs to it alone, or is a NATS cluster; in both cases the code above the
// Store interface is the same, and package streamstest keeps a third Store, in memory, to the same
// contract. Sealed files that events name as evidence lie beside it in an object store, see evidence.go, and who read what was said in
// confidence in a stream of its own, see audit.go. Timers, which wake whoever has something to do on a day, lie in a third, see timers.go.
//
// What comes in: Log.Do takes a command, decides it in the order in which the project's commands
// came, appends with a guard on the project's last sequence, and answers with a Receipt. Log.Append
// is the guarded append alone. What goes out: Read, ReadProject and Follow yield commits; Subscriber
// gives them to a Watermill router in pages.
//
// What it refuses: two processes on one folder; a folder whose log is not what was written (a gap,
// a lost end, a missing or foreign stream), which is left alone and never made again; an append that
// does not say what it was decided on; a command id that comes with other content; deleting,
// purging or changing anything, which the application's user has no right to. It never says "saved"
// before the disk has it, and never "not saved" without having looked.
//
// The files, in the order of use: log.go and owner.go (commands in), read.go, page.go and
// subscriber.go (commits out), codec.go, scan.go and upcast.go (the wire format), subject.go;
// store.go (the seam), jetstream.go, embedded.go, publisher.go, reader.go, beside.go, evidence.go, audit.go and timers.go (the only ones that
// name NATS, with guard.go and blocks.go), lock.go, marker.go, head.go and space.go (care for the folder).
package streams
