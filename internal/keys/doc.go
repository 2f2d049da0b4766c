// Package keys keeps the keys that personal fields are sealed with, outside the log and outside its backup. To erase what
// somebody said is to destroy their keys: the log stays as it is and nobody can read it any more.
//
// The folder holds two files, both of mode 0600:
//
//	keys.db   a bbolt database of keys, each encrypted under the master key
//	master    the master key of the present epoch; put a copy of it elsewhere, never beside a backup of keys.db
//
// The database has these buckets:
//
//	about      id of this key store, store it belongs to, epoch of the master key, sequence up to which the log's list of
//	           people who were forgotten was followed
//	owned      key id (16 bytes) → the key of an owner and class, encrypted
//	owners     owner, 0, class → key id
//	blocks     block id (12 bytes) → keys of entries that have no owner, one after the other, encrypted as one; they are made ahead,
//	           so that writing such an entry waits for no disk
//	forgotten  id of an event → 1; what it asked for was done
//
// A key id is written into the log as a letter (k: owned, b: in a block) and 22 characters of base64. It is random, but for the
// number of a key in its block.
//
// Forgetting writes a new master key beside the old one, then in one transaction deletes the keys and encrypts all others anew, then
// destroys the old master key. An old copy of keys.db opens nothing from then on.
package keys
