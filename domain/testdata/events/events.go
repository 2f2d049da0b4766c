// Package events holds one sample body for every kind and version of event that was ever written:
// <kind>.v<version>.json. A sample is never changed and never removed, because the logs of the world hold the like.
package events

import "embed"

// Files are the samples.
//
//go:embed *.json
var Files embed.FS
