// Package keys keeps the keys that personal fields are sealed with, outside the log and outside its backup. To erase what
// somebody said is to destroy their keys: the log stays as it is and nobody can read it any more.
//
// A folder holds two files, both of mode 0600, and one process holds the folder:
//
//	keys.db   a bbolt database of keys, each encrypted under the master key
//	master    the master key of the present epoch; put a copy of it elsewhere, never beside a backup of keys.db
//
// Replicas share a PostgreSQL database (schema desirelines_keys), and a master key that lies elsewhere: the file in a folder that they all see
// and may write to, or a record in another database (schema desirelines_master).
//
// The database has these buckets:
//
//	about      id of this key store, store it belongs to, epoch of the master key, sequence up to which the log's list of
//	           people who were forgotten was followed
//	owned      key id (16 bytes) → the key of an owner and class, encrypted
//	owners     owner, 0, class → key id; one behind the other where replicas made several at once, the first is the one used
//	blocks     block id (12 bytes) → keys of entries that have no owner, one after the other, encrypted as one; they are made ahead,
//	           so that writing such an entry waits for no disk
//	forgotten  id of an event → 1; what it asked for was done
//
// A key id is written into the log as a letter (k: owned, b: in a block) and 22 characters of base64. It is random, but for the
// number of a key in its block.
//
// Forgetting takes its turn to write, puts a new master key beside the old one and in the same transaction deletes the keys and encrypts all
// others anew; in another turn it destroys the old master key. An old copy of the keys opens nothing from then on. Every transaction looks at
// the epoch first: who finds another one takes its master key and throws away what was in memory, before anything is sealed, opened or
// written by it.
package keys
