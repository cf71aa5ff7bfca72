package tree

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"sort"
)

// Kind is what a step learnt about a path.
type Kind uint8

// The kinds of observations, named as the host's layer_cache.observations names them.
const (
	Content Kind = iota // what is in a file
	Stat                // its metadata
	Entry               // that it is there, its type and mode
	Absence             // that it is not there
	Listing             // the names in a directory
	Link                // where a symbolic link points
)

var kindNames = [...]string{"content", "stat", "entry", "absence", "listing", "link"}

// String is the kind's name on the wire.
func (k Kind) String() string { return kindNames[k] }

// Absent is the value of every kind at a path that is not there.
const Absent = "absent"

// facts are what values are made of. The host computes the same strings from its own tree
// (tests/agent/values.json holds examples that both sides must agree on).
type facts struct {
	kind   fileKind
	exec   bool
	size   int64 // bytes
	digest string
	target string
}

// fileKind is the type of a node, as the wire and listings write it.
type fileKind byte

const (
	file      fileKind = 'f'
	directory fileKind = 'd'
	link      fileKind = 'l'
)

func (f facts) permissions() string {
	if f.exec {
		return "755"
	}
	return "644"
}

// entryValue is what a lookup tells: type and mode.
func (f facts) entryValue() string {
	switch f.kind {
	case directory:
		return "dir"
	case link:
		return "link"
	default:
		return "file " + f.permissions()
	}
}

// statValue is what stat tells; the digest stands for the time of change.
func (f facts) statValue() string {
	switch f.kind {
	case directory:
		return "dir"
	case link:
		return "link " + f.target
	default:
		return fmt.Sprintf("file %s %d %s", f.permissions(), f.size, f.digest)
	}
}

// contentValue is what reading a file tells.
func (f facts) contentValue() string { return f.digest + " " + f.permissions() }

// listingValue is the digest of a directory's names and their types.
func listingValue(children map[string]fileKind) string {
	names := make([]string, 0, len(children))
	for name := range children {
		names = append(names, name)
	}
	sort.Strings(names)
	sum := sha1.New()
	for _, name := range names {
		_, _ = io.WriteString(sum, name)
		_, _ = sum.Write([]byte{0, byte(children[name]), 0})
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// blobHash starts git's digest of a blob of size bytes.
func blobHash(size int64) hash.Hash {
	sum := sha1.New()
	fmt.Fprintf(sum, "blob %d\x00", size)
	return sum
}

// isDigest reports whether text is a sha1 in hex; digests become file names.
func isDigest(text string) bool {
	if len(text) != 2*sha1.Size {
		return false
	}
	for _, char := range text {
		if (char < '0' || char > '9') && (char < 'a' || char > 'f') {
			return false
		}
	}
	return true
}
